"""The one reader of vector files: what is uploaded or named on a command line → features in lon lat.

`read_features` is the door; everything hostile happens in a child process with bounded time and memory.
"""

from perimeter_data.reading.bounded import inspect_file, read_features
from perimeter_data.reading.refusals import REASONS, FileRefused
from perimeter_data.reading.tables import Feature, FeatureTable, Keep, Options, ReadReport, Reason
from perimeter_data.reading.zipped import Zipped, is_zip, zipped_files

__all__ = [
    "REASONS",
    "Feature",
    "FeatureTable",
    "FileRefused",
    "Keep",
    "Options",
    "ReadReport",
    "Reason",
    "Zipped",
    "inspect_file",
    "is_zip",
    "read_features",
    "zipped_files",
]
