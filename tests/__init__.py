# Odoo collects the `test_*` modules found in this namespace only, hence the star imports room by room.
# ruff: noqa: F403
from . import patience, warm
from . import test_bench, test_tests, test_translation
from .access import *
from .network import *
from .basket import *
from .casework import *
from .meetings import *
from .evaluation import *
from .privacy import *
from .filing import *
from .catalogue import *
from .demo import *
from .tours import *
from . import shuffle
