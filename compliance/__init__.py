"""服务合规: checks service conversations against rules in YAML."""

__version__ = "0.1.0"
