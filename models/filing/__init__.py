from . import res_company
from . import file_list
from . import file_entry
from . import filed_mixin
from . import case
from . import partnership
from . import document_printed
from . import document_mixin
