from . import test_tool
