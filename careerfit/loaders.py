import re

from django.template import Origin
from django.template.loaders import filesystem

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Reads our templates without their indentation, which browsers ignore and phones pay for."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return INDENT.sub("", contents)
