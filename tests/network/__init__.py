from . import test_access_grant
from . import test_area
from . import test_document_mixin
from . import test_institution
from . import test_network_rights
from . import test_partnership
from . import test_role_assignment
from . import test_terc_kernel
