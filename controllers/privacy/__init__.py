from . import subject_request
