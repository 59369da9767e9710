from . import document_sign
