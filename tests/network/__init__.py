from . import test_role_assignment
