from . import ir_ui_menu
from . import my_day
from . import res_users
from . import tool
