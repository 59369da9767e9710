from . import access
from . import read_log
from . import person
from . import case
from . import role_assignment
from . import membership
from . import res_company
from . import res_users
