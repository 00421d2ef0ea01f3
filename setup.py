"""Puts rules.yaml, which lives at the top of the tree, into the package when it is built."""

from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithRules(build_py):
    def run(self) -> None:
        super().run()
        target = Path(self.build_lib, "compliance", "rules.yaml")
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile("rules.yaml", target)


setup(cmdclass={"build_py": BuildWithRules})
