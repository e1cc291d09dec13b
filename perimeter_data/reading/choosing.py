"""Which of several files, in a zip or sent together, is the map, and which others are parts of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from perimeter_data.reading.formats import BESIDE, MAIN_SUFFIXES, PACKED, PICTURE_SIDES, SIDE_SUFFIXES, SIDES
from perimeter_data.reading.refusals import FileRefused


def together(paths: Sequence[Path]) -> Path:
    """Return what to read of files that lie in one folder: the only map file, or the folder for want of one."""
    mains = [path for path in paths if path.suffix.lower() in MAIN_SUFFIXES | PACKED]
    only = mains if len(mains) == 1 else list(paths)
    return only[0] if len(only) == 1 else only[0].parent


@dataclass(frozen=True, slots=True)
class Choice:
    """The one map file. `named` says whether `layer` chose it, `offered` what there was to choose from."""

    main: str
    sides: dict[str, str]
    name: str
    named: bool
    offered: list[str]


def choose(files: Iterable[str], suffixes: frozenset[str], layer: str | None) -> Choice:
    """Choose by the name of the file without its ending; `suffixes` are those of map files. Raise `FileRefused`."""
    names = sorted(files)
    mains = [name for name in names if PurePath(name).suffix.lower() in suffixes]
    if not mains:
        parts = any(PurePath(name).suffix.lower() in SIDE_SUFFIXES for name in names)
        raise FileRefused("part_alone" if parts else "zip_without_data")
    shown = _shown(mains)
    main, named = _one(mains, shown, layer)
    offered = sorted(shown.values()) if len(mains) > 1 else []
    return Choice(main, sides_of(main, names), PurePath(main).stem, named, offered)


def _shown(mains: list[str]) -> dict[str, str]:
    """Return what each is called: its stem, or with its ending where the same data lie there in several formats."""
    stems = Counter(PurePath(name).stem.casefold() for name in mains)
    return {
        name: PurePath(name).stem if stems[PurePath(name).stem.casefold()] == 1 else PurePath(name).name
        for name in mains
    }


def _one(mains: list[str], shown: dict[str, str], layer: str | None) -> tuple[str, bool]:
    named = matching(list(shown.values()), layer) if layer else None
    if named is not None:
        return next(name for name in mains if shown[name] == named), True
    foremost = [name for name in mains if PurePath(name).suffix.lower() not in BESIDE] or mains
    if len(mains) == 1 or (len(foremost) == 1 and layer is None):
        return foremost[0], False
    raise FileRefused("unknown_layer" if layer else "several_layers", layers=sorted(shown.values()))


def sides_of(main: str, names: Iterable[str]) -> dict[str, str]:
    """Return the parts of a file by their ending, in small letters: of zones.shp ZONES.DBF and so on."""
    path = PurePath(main)
    wanted = (SIDES | PICTURE_SIDES).get(path.suffix.lower(), frozenset())
    stem = str(path.with_suffix("")).casefold()
    return {
        PurePath(name).suffix.lower(): name
        for name in names
        if PurePath(name).suffix.lower() in wanted and str(PurePath(name).with_suffix("")).casefold() == stem
    }


def matching(names: list[str], asked: str) -> str | None:
    """Return the one name that is, or else contains, what was asked for; case does not matter."""
    wanted = asked.casefold()
    for found in ([n for n in names if n.casefold() == wanted], [n for n in names if wanted in n.casefold()]):
        if len(found) == 1:
            return found[0]
    return None
