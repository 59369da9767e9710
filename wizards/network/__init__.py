from . import access_grant
from . import agreement_terminate
from . import area_import
from . import document_sign
from . import office_settings
from . import request_decide
