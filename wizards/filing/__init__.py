from . import file_correct
from . import release_make
from . import whole_file
from . import case_document_renew
from . import case_file
