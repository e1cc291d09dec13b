"""The bootstrap behind the Makefile: standard library only, so that it runs before anything is installed.

`make demo` and `make test` enter through `__main__`; each file holds one subject.
"""
