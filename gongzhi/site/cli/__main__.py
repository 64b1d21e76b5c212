"""`python -m gongzhi.site.cli` is the command `gongzhi`."""

import sys

from gongzhi.site.cli import main

sys.exit(main())
