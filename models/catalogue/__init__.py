from . import res_users
from . import tool
