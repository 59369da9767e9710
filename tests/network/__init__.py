from . import test_network_rights
from . import test_document_mixin
from . import test_role_assignment
