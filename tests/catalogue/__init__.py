from . import test_menu
from . import test_my_day
from . import test_requirements
from . import test_tool
