"""What leaves: a version as a file, the way the preview shows it. Public: `export`, `File`."""

from contentflow.export.service import KINDS, File, export

__all__ = ["KINDS", "File", "export"]
