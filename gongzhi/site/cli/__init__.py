"""`gongzhi`: one command line; every command says what it did, and fails aloud when it could not."""

from gongzhi.site.cli.frame import main

__all__ = ["main"]
