from . import test_upkeep
