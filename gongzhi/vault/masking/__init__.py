"""In free text a visible mark stands for each phone number, e-mail address and identity number."""

from gongzhi.vault.masking.mask import Found, Kind, Masked, mask

__all__ = ["Found", "Kind", "Masked", "mask"]
