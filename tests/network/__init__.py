from . import test_network_rights
from . import test_role_assignment
