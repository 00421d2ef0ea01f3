"""Puts rules.yaml and its cues, which lie at the top of the tree for their authors, into the package when that is built."""

from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithRules(build_py):
    def run(self) -> None:
        super().run()
        if not self.editable_mode:  # an editable installation reads the one at the top
            target = Path(self.build_lib, "compliance", "rules.yaml")
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile("rules.yaml", target)
            (target.parent / "cues").mkdir(exist_ok=True)
            for cue in Path("cues").glob("*.tsv"):
                copyfile(cue, target.parent / "cues" / cue.name)


setup(cmdclass={"build_py": BuildWithRules})
