"""gongzhi (共治): the casework platform of a city and everything under it."""

__version__ = "0.1.0"
