"""What of core this program overrides: the net under it.

:data:`OVERRIDES` says for each name of core that one of our models overrides which signature we wrote against (of core
19.0, without its annotations) and what would break if core dropped the name or stopped calling it. The words are for
whoever brings the program to the next Odoo and finds a name gone. ``test`` names the smallest class of tests that
notices when the override is switched off; ``make mutate`` does that, one by one.

What every model of Odoo overrides by its documentation (:data:`HOOKS`) is listed only on core's own models.
"""
import inspect
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from odoo import http
from odoo.fields import Field
from odoo.tools.misc import file_path

from odoo.addons.kooperacje.tests.house import ROOT

OURS = "odoo.addons.kooperacje."
# Odoo documents these for every model to override; their signatures do not change within a version.
HOOKS = {
    "create", "write", "unlink", "copy", "copy_data", "default_get", "init", "_compute_display_name", "_table_query",
}
# What the metaclass writes on each class.
MADE = {"_module", "_field_definitions", "_table_object_definitions", "_register", "pool"}
FIELD, PROPERTY, ATTRIBUTE = "a field", "a property", "an attribute"


class Override(NamedTuple):
    """``test`` is the class of tests that notices."""

    signature: str
    breaks: str
    test: str


class Found(NamedTuple):
    """One definition of ours, in the class ``owner``, of a name that core has above it in ``above``."""

    owner: type
    value: object
    above: list


def kind(value):
    """The signature of a method without its annotations, or what else ``value`` is."""
    if isinstance(value, Field):
        return FIELD
    if isinstance(value, property):
        return PROPERTY
    function = getattr(value, "__func__", value)
    if not inspect.isfunction(function):
        return ATTRIBUTE
    function = getattr(function, "original_endpoint", function)
    signature = inspect.signature(function)
    return str(signature.replace(
        parameters=[each.replace(annotation=each.empty) for each in signature.parameters.values()],
        return_annotation=signature.empty,
    ))


def found_in(classes, counts):
    """Names of core that ours among ``classes`` override: ``{(label, name): [Found]}``.

    :param classes: pairs of a class and the function that labels those of ours it is made of
    :param counts: whether the name of that label, first declared by that class of core, counts
    """
    found = defaultdict(dict)
    for made, label in classes:
        mro = made.mro()
        for place, owner in enumerate(mro):
            if not owner.__module__.startswith(OURS):
                continue
            for name, value in vars(owner).items():
                above = [each for each in mro[place + 1:] if name in vars(each) and _is_of_core(each)]
                if above and counts(label(owner), name, above[-1]):
                    one = found[label(owner), name].setdefault(owner, Found(owner, value, []))
                    one.above.extend(each for each in above if each not in one.above)
    return {key: list(owners.values()) for key, owners in found.items()}


def _is_of_core(owner):
    """Whether core's source declares the class; the registry makes more, one for each model."""
    return not owner.__module__.startswith(OURS) and owner is not object and getattr(owner, "pool", None) is None


def _is_name_of_core(label, name, origin):
    if name.startswith("__") or "_MetaModel__" in name or name in MADE:
        return False
    # `_name`, `_order`, `_auto`…: what a model says of itself.
    return not origin.__module__.startswith("odoo.orm.") or kind(vars(origin)[name]) != ATTRIBUTE


def _is_to_be_listed(label, name, origin):
    own_hook = label.startswith("kooperacje.") and name in HOOKS
    return _is_name_of_core(label, name, origin) and not own_hook


def of_models(registry, counts=_is_to_be_listed):
    """Overrides of our models and wizards, keyed by the model whose class declares them."""
    return found_in(((made, lambda owner: owner._name) for made in registry.values()), counts)


def all_of_models(registry):
    """The same with what Odoo documents for every model to override."""
    return of_models(registry, _is_name_of_core)


def of_controllers():
    """Overrides of our controllers, keyed by core's controller."""
    def below(cls):
        return [each for child in cls.__subclasses__() for each in (child, *below(child))]

    ours = [each for each in below(http.Controller) if each.__module__.startswith(OURS)]
    extended = [each for each in ours if each.__bases__ != (http.Controller,)]
    return found_in(((each, lambda owner: owner.__bases__[0].__name__) for each in extended), _is_name_of_core)


def accepts(ours, above):
    """Whether the function ``ours`` takes every call that ``above`` takes; says what it does not take, else nothing."""
    mine, theirs = (inspect.signature(each).parameters for each in (ours, above))
    kinds = {each.kind for each in mine.values()}
    any_place, any_name = inspect.Parameter.VAR_POSITIONAL in kinds, inspect.Parameter.VAR_KEYWORD in kinds
    places = [each.name for each in mine.values() if each.kind == each.POSITIONAL_OR_KEYWORD]
    for place, (name, asked) in enumerate(theirs.items()):
        if asked.kind == asked.VAR_POSITIONAL:
            if not any_place:
                return f"*{name}"
        elif asked.kind == asked.VAR_KEYWORD:
            if not any_name:
                return f"**{name}"
        elif name in mine:
            if asked.kind != asked.KEYWORD_ONLY and places[place:place + 1] != [name]:
                return f"{name} at place {place}"
            if asked.default is not asked.empty and mine[name].default is asked.empty:
                return f"a call without {name}"
        elif not any_name or (asked.kind != asked.KEYWORD_ONLY and not any_place):
            return name
    more = [
        each.name for each in mine.values()
        if each.name not in theirs and each.default is each.empty
        and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    return f"a call without {more[0]}" if more else ""


# (model or controller of core or of ours, name): what core 19.0 has, what would break, the tests that notice.
OVERRIDES = {
    ("Binary", "content_common"): Override(
        "(self, xmlid=None, model='ir.attachment', id=None, field='raw', filename=None, filename_field='name', "
        "mimetype=None, unique=False, download=False, access_token=None, nocache=False)",
        "A file of a case would be asked of the replica first, and each such request made twice.",
        "TestReplicaHttp",
    ),
    ("Binary", "content_image"): Override(
        "(self, xmlid=None, model='ir.attachment', id=None, field='raw', filename_field='name', filename=None, "
        "mimetype=None, unique=False, download=False, width=0, height=0, crop=False, access_token=None, "
        "nocache=False)",
        "A file of a case would be asked of the replica first, and each such request made twice.",
        "TestReplicaHttp",
    ),
    ("CalendarController", "view_meeting"): Override(
        "(self, token, id, **kwargs)",
        "The link of an invitation would show a meeting to whom its case is closed.",
        "TestCalendarLinks",
    ),
    ("ReportController", "report_download"): Override(
        "(self, data, context=None, token=None, readonly=True)",
        "The primary would print every paper that a replica can.",
        "TestReadOnlyPapers",
    ),
    ("ReportController", "report_routes"): Override(
        "(self, reportname, docids=None, converter=None, **data)",
        "A paper of a case would be asked of the replica first, and each such request made twice.",
        "TestReplicaDeclared",
    ),
    ("WebclientController", "mail_data"): Override(
        "(self, fetch_params, context=None)",
        "The chatter of a case would begin on a replica, fail there and not survive being repeated.",
        "TestReplicaHttp",
    ),
    ("Survey", "_fetch_from_access_token"): Override(
        "(self, survey_token, answer_token)",
        "Core's public pages would show and take answers to a questionnaire of the Model past its wave and tickets.",
        "TestSurveyGuestHttp",
    ),
    ("Survey", "show_certification_pdf"): Override(
        "(self, survey, **kwargs)",
        "Core's page would make a certificate of a questionnaire of the Model.",
        "TestSurveyGuestHttp",
    ),
    ("Survey", "survey_get_certification_preview"): Override(
        "(self, survey, **kwargs)",
        "Core's page would show a certificate of a questionnaire of the Model.",
        "TestSurveyGuestHttp",
    ),
    ("Survey", "survey_report"): Override(
        "(self, survey, answer_token=None, **post)",
        "Core's results page would show answers below the number from which figures are published.",
        "TestSurveyGuestHttp",
    ),
    ("UserInputSession", "_fetch_from_token"): Override(
        "(self, survey_token)",
        "A live session of core would run a questionnaire of the Model, where everybody sees who answers.",
        "TestSurveyGuestHttp",
    ),
    ("base", "_check_field_access"): Override(
        "(self, field, operation)",
        "A field that one is not shown would be refused with its technical name.",
        "TestRefusalWords",
    ),
    ("base", "_read_group"): Override(
        "(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None)",
        "Groups by what a case, message or file says, or by a path to it, would leave no trace in the log.",
        "TestNoHoles",
    ),
    ("base", "_read_grouping_sets"): Override(
        "(self, domain, grouping_sets, aggregates=(), order=None)",
        "As _read_group: a pivot by a path.",
        "TestNoHoles",
    ),
    ("base", "_sql_error_to_message_generic"): Override(
        "(self, exc)",
        "What the database refuses would be told in the words of core, with names of columns and tables.",
        "TestRefusalWords",
    ),
    ("base", "create"): Override(
        "(self, vals_list)",
        "Dates of the year 20206 and numbers too large would reach methods that reckon with them and end in an error.",
        "TestValuesThatNoFieldKeeps",
    ),
    ("base", "get_empty_list_help"): Override(
        "(self, help_message)",
        "An empty list would tell people to press a button that they do not have.",
        "TestEmptyList",
    ),
    ("base", "lock_for_update"): Override(
        "(self, *, allow_referencing=False)",
        "A second click would be answered with the technical words of core.",
        "TestRefusalWords",
    ),
    ("base", "onchange"): Override(
        "(self, values, field_names, fields_spec)",
        "Typing an impossible date would break the form before it is saved.",
        "TestValuesThatNoFieldKeeps",
    ),
    ("base", "write"): Override(
        "(self, vals)",
        "As with create: impossible dates and numbers would reach methods that reckon with them.",
        "TestValuesThatNoFieldKeeps",
    ),
    ("base.module.uninstall", "action_uninstall"): Override(
        "(self)",
        "The program could be uninstalled before the offices exported what the law has them keep.",
        "TestModuleUninstall",
    ),
    ("base.partner.merge.automatic.wizard", "_merge"): Override(
        "(self, partner_ids, dst_partner=None, extra_checks=True)",
        "Memberships, roles and papers of an institution would be deleted with it; and after contacts of a person are "
        "merged the access of that person would stay as before.",
        "TestPartnerMerge",
    ),
    ("base.partner.merge.automatic.wizard", "_process_query"): Override(
        "(self, query)",
        "The first group of contacts with an institution in it would end the merge of all contacts.",
        "TestContactMerge",
    ),
    ("calendar.attendee", "_auto_init"): Override(
        "(self)",
        "Installing would compute our column for every guest of every event of years.",
        "TestCalendarColumn",
    ),
    ("calendar.attendee", "_notify_attendees"): Override(
        "(self, mail_template, notify_author=False, force_send=False)",
        "Mails about meetings would be those of core, with the text of the event and in the sender's language.",
        "TestCalendarLanguage",
    ),
    ("calendar.attendee", "create"): Override(
        "(self, vals_list)",
        "Whoever invites could mark a guest of an ordinary event as one of a meeting.",
        "TestCalendarColumn",
    ),
    ("calendar.attendee", "default_get"): Override(
        "(self, fields)",
        "A default in the context could mark a guest as one of a meeting.",
        "TestInvitation",
    ),
    ("calendar.attendee", "write"): Override(
        "(self, vals)",
        "Who declines the invitation in the calendar would stay expected at the meeting.",
        "TestCalendar",
    ),
    ("calendar.event", "_get_ics_file"): Override(
        "(self)", "The file of a meeting would name all who are invited, and bear another UID each time.",
        "TestMeetingMail",
    ),
    ("calendar.event", "write"): Override(
        "(self, vals)", "Who leads a meeting could show its event, with its guests, to everybody.", "TestCalendar",
    ),
    ("calendar.event", "_notify_get_recipients"): Override(
        "(self, message, msg_vals=False, **kwargs)",
        "Whoever lost the case would be notified of what is written on the event of its meeting.",
        "TestCalendarDoors",
    ),
    ("calendar.event", "_notify_by_email_prepare_rendering_context"): Override(
        "(self, message, msg_vals=False, model_description=False, force_email_company=False, "
        "force_email_lang=False, force_record_name=False)",
        "The mail about a meeting would be headed “Busy” instead of its number.",
        "TestCalendarLanguage",
    ),
    ("ir.actions.report", "_get_rendering_context"): Override(
        "(self, report, docids, data)",
        "A paper would be rendered of a record that its reader may not read.",
        "TestClosingDoors",
    ),
    ("ir.actions.report", "_pre_render_qweb_pdf"): Override(
        "(self, report_ref, res_ids=None, data=None)",
        "A stored PDF of a case would be handed to whoever asks for it by its number.",
        "TestPapersOfClosedCases",
    ),
    ("ir.actions.report", "_render_qweb_html"): Override(
        "(self, report_ref, docids, data=None)",
        "A paper of a case would be shown as a page to who may not read it, or leave no trace in the log.",
        "TestPapersOfClosedCases",
    ),
    ("ir.actions.report", "_render_qweb_pdf_prepare_streams"): Override(
        "(self, report_ref, data, res_ids=None)",
        "An issued document would be printed anew, with today's data, instead of as it was issued.",
        "TestDocumentMixin",
    ),
    ("ir.actions.report", "_render_qweb_text"): Override(
        "(self, report_ref, docids, data=None)",
        "A paper of a case would be given as text to who may not read it, or leave no trace in the log.",
        "TestPapersOfClosedCases",
    ),
    ("ir.attachment", "_check_access"): Override(
        "(self, operation)",
        "The signed copy of a document could be exchanged by its attachment.",
        "TestDocumentMixin",
    ),
    ("ir.attachment", "write"): Override(
        "(self, vals)",
        "A free file could be made the signed copy of a document.",
        "TestDocumentMixin",
    ),
    ("ir.binary", "_find_record"): Override(
        "(self, xmlid=None, res_model='ir.attachment', res_id=None, access_token=None, field=None)",
        "A link with a token would open a file of a case weeks after its access was withdrawn.",
        "TestClosingDoors",
    ),
    ("ir.binary", "_get_stream_from"): Override(
        "(self, record, field_name='raw', filename=None, filename_field='name', mimetype=None, "
        "default_mimetype='application/octet-stream')",
        "A file of a case would be opened without a trace in the log.",
        "TestTidyUp",
    ),
    ("ir.http", "_handle_error"): Override(
        "(cls, exception)",
        "Whoever saves what others save too, or opens what is gone, would read an error of the database in English.",
        "TestRefusalWordsHttp",
    ),
    ("ir.model.access", "_make_access_error"): Override(
        "(self, model, mode)",
        "A refusal would not say for which roles the record is and which the reader holds.",
        "TestRefusalWords",
    ),
    ("ir.rule", "_make_access_error"): Override(
        "(self, operation, records)",
        "A refusal would name the record of a family, and not say what is missing and who gives it.",
        "TestRefusalWords",
    ),
    ("kooperacje.case", "_create"): Override(
        "(self, data_list)",
        "A new case would be closed to its own worker while its chatter and lines are being made.",
        "TestAccess",
    ),
    ("kooperacje.case", "_mail_post_access"): Override(
        ATTRIBUTE,
        "Members of a team could not write a note to a case that they read but do not write.",
        "TestCaseworkRights",
    ),
    ("ir.ui.menu", "load_web_menus"): Override(
        "(self, debug)",
        "The bar would hold every register that one may open, a hundred and more, and the page of all registers none.",
        "TestMenu",
    ),
    ("kooperacje.case", "_order_field_to_sql"): Override(
        "(self, alias, field_name, direction, nulls, query)",
        "Cases that nobody runs would not stand first on the head's list, and opening it would fail.",
        "TestRoleEndsOverCases",
    ),
    ("kooperacje.case", "activity_ids"): Override(
        FIELD,
        "Activities that one is not shown could be guessed letter by letter in a search of cases.",
        "TestCaseScoped",
    ),
    ("kooperacje.case", "activity_summary"): Override(
        FIELD,
        "The summary of an activity that one is not shown would stand on the case.",
        "TestCaseScoped",
    ),
    ("kooperacje.case", "get_empty_list_help"): Override(
        "(self, help_message)",
        "Whose role opens no case yet would not read in the empty list what is missing and who gives it.",
        "TestRefusalWords",
    ),
    ("kooperacje.case", "message_ids"): Override(
        FIELD,
        "Notes that one is not shown could be guessed letter by letter in a search of cases.",
        "TestCaseScoped",
    ),
    ("kooperacje.case", "website_message_ids"): Override(
        FIELD,
        "As message_ids, through the messages of the portal.",
        "TestCaseScoped",
    ),
    ("kooperacje.case.attached", "onchange"): Override(
        "(self, values, field_names, fields_spec)",
        "An unsaved activity or message would tell the name of a record that its author may not read.",
        "TestRedTeam",
    ),
    ("kooperacje.case.data", "_check_access"): Override(
        "(self, operation)",
        "By the error it gives, a number that no case bears could be told from that of a closed one.",
        "TestNumbersOfCases",
    ),
    ("kooperacje.case.data", "_export_rows"): Override(
        "(self, fields, *, _is_toplevel_call=True)",
        "An export of families would leave no trace in the log.",
        "TestReadLog",
    ),
    ("kooperacje.case.data", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "No screen of a case would say that processing is restricted.",
        "TestRestriction",
    ),
    ("kooperacje.case.data", "_read_format"): Override(
        "(self, fnames, load='_classic_read')",
        "Reading, the way of every form and list, would leave no trace in the log.",
        "TestReadLog",
    ),
    ("kooperacje.case.data", "fetch"): Override(
        "(self, field_names=None)",
        "Reading a number that no case bears would give an empty list, and the number of a closed one an error.",
        "TestNumbersOfCases",
    ),
    ("kooperacje.case.data", "get_external_id"): Override(
        "(self)",
        "That there is a case of some number would be told by its name in imports.",
        "TestNumbersOfCases",
    ),
    ("kooperacje.case.data", "name_search"): Override(
        "(self, name='', domain=None, operator='ilike', limit=100)",
        "Choosing a person by name would show names without a trace in the log.",
        "TestReadLog",
    ),
    ("kooperacje.case.data", "search_count"): Override(
        "(self, domain, limit=None)",
        "How many cases hold a word would be told without a trace in the log.",
        "TestReadLog",
    ),
    ("kooperacje.case.data", "search_fetch"): Override(
        "(self, domain, field_names=None, offset=0, limit=None, order=None)",
        "Which cases hold a word would be told without a trace in the log.",
        "TestReadLog",
    ),
    ("kooperacje.case.data", "_fetch_query"): Override(
        "(self, query, fields)",
        "The lines of a case would be found by one query and read by another.",
        "TestCaseScoped",
    ),
    ("kooperacje.case.data", "onchange"): Override(
        "(self, values, field_names, fields_spec)",
        "Whoever may not create a record would fill in a whole form before being refused.",
        "TestRefusalWords",
    ),
    ("kooperacje.case.pointer", "onchange"): Override(
        "(self, values, field_names, fields_spec)",
        "A form that points at a record would tell its name to who may not read it.",
        "TestCasePointer",
    ),
    ("kooperacje.case.scoped", "_valid_field_parameter"): Override(
        "(self, field, name)",
        "Odoo would warn of the parameter data_scope at each start, and a later one refuse it.",
        "TestScopedFields",
    ),
    ("kooperacje.case.scoped", "_validate_fields"): Override(
        "(self, field_names, excluded_names=())",
        "A reason typed and the stage clicked in one save would be refused: the gate would look before the reason.",
        "TestOneSave",
    ),
    ("kooperacje.consent", "message_ids"): Override(
        FIELD,
        "Notes beside a consent that one is not shown could be guessed letter by letter in a search.",
        "TestConsentScope",
    ),
    ("kooperacje.consent", "website_message_ids"): Override(
        FIELD,
        "As message_ids, through the messages of the portal.",
        "TestConsentScope",
    ),
    ("kooperacje.document.clause", "_compute_render_model"): Override(
        "(self)",
        "A clause would not know the record whose values it holds, and could not be previewed.",
        "TestDocumentTemplate",
    ),
    ("kooperacje.document.clause", "_render_template_inline_template_regex"): Override(
        "(self, template_txt, model, res_ids)",
        "Clauses would print values as the database has them, and unescaped.",
        "TestDocumentTemplate",
    ),
    ("kooperacje.document.mixin", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "Forms of documents would have no steps of the paper: nothing could be issued, signed or printed there.",
        "TestDocumentBar",
    ),
    ("kooperacje.document.printed", "mail_allowed_qweb_expressions"): Override(
        "(self)",
        "An office could not edit a clause: core would refuse our placeholders to all but template editors.",
        "TestDocumentTemplate",
    ),
    ("kooperacje.edit.mixin", "web_save"): Override(
        "(self, vals, specification, next_id=None)",
        "Of two people at one record the second to save would overwrite the first unseen.",
        "TestTwoSavers",
    ),
    ("kooperacje.case", "_init_column"): Override(
        "(self, column_name)",
        "Upgrading a database would give all its cases one and the same key in the log of reads.",
        "TestReadKeyColumn",
    ),
    ("kooperacje.person", "_init_column"): Override(
        "(self, column_name)",
        "Upgrading a database would give all its persons one and the same key in the log of reads.",
        "TestReadKeyColumn",
    ),
    ("kooperacje.exchange.key.mixin", "_init_column"): Override(
        "(self, column_name)",
        "Upgrading a database with services would give all of them one and the same key.",
        "TestExchangeKeyColumn",
    ),
    ("kooperacje.indicator.row", "_read_group_select"): Override(
        "(self, aggregate_spec, query)",
        "Figures of several municipalities would be averaged without their weights.",
        "TestExactFigures",
    ),
    ("kooperacje.meeting", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "Whoever reads a meeting would be offered its fields to write, and refused on saving.",
        "TestRota",
    ),
    ("kooperacje.meeting", "_mail_get_operation_for_mail_message_operation"): Override(
        "(self, message_operation)",
        "Who takes the minutes of a meeting would change and delete the notes and activities of colleagues.",
        "TestRota",
    ),
    ("kooperacje.meeting", "message_ids"): Override(
        FIELD,
        "Notes beside a meeting that one is not shown could be guessed letter by letter in a search.",
        "TestSecrecy",
    ),
    ("kooperacje.meeting", "message_subscribe"): Override(
        "(self, partner_ids=None, subtype_ids=None)",
        "Who takes the minutes of a meeting would make others follow it.",
        "TestRota",
    ),
    ("kooperacje.meeting", "message_unsubscribe"): Override(
        "(self, partner_ids=None)",
        "Who takes the minutes of a meeting would take its followers off it.",
        "TestRota",
    ),
    ("kooperacje.meeting", "website_message_ids"): Override(
        FIELD,
        "As message_ids, through the messages of the portal.",
        "TestSecrecy",
    ),
    ("kooperacje.office.settings", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "The form of an office's settings would be empty.",
        "TestOfficeSettingForms",
    ),
    ("kooperacje.partnership", "activity_ids"): Override(
        FIELD,
        "The evaluator from outside could guess activities of a partnership letter by letter.",
        "TestEvaluationRights",
    ),
    ("kooperacje.partnership", "activity_summary"): Override(
        FIELD,
        "The evaluator from outside would be shown what the people of a partnership have to do.",
        "TestEvaluationRights",
    ),
    ("kooperacje.partnership", "get_formview_id"): Override(
        "(self, access_uid=None)",
        "A link would open a form for the evaluator that shows registers closed to him, and end in an error.",
        "TestScreensOfEvaluator",
    ),
    ("kooperacje.partnership", "message_ids"): Override(
        FIELD,
        "The evaluator from outside could guess notes of a partnership letter by letter.",
        "TestEvaluationRights",
    ),
    ("kooperacje.partnership", "website_message_ids"): Override(
        FIELD,
        "As message_ids, through the messages of the portal.",
        "TestEvaluationRights",
    ),
    ("kooperacje.person", "_check_access"): Override(
        "(self, operation)",
        "A refused reader could learn from the cache that the person is in a colleague's case.",
        "TestPerson",
    ),
    ("kooperacje.person", "name_search"): Override(
        "(self, name='', domain=None, operator='ilike', limit=100)",
        "Two namesakes would stand in a chooser with nothing to tell them apart.",
        "TestPersonFind",
    ),
    ("kooperacje.person", "web_name_search"): Override(
        "(self, name, specification, domain=None, operator='ilike', limit=100)",
        "As name_search, in the web client.",
        "TestPersonFind",
    ),
    ("kooperacje.person.data", "_check_access"): Override(
        "(self, operation)",
        "As that of the person: the rules walk its cases.",
        "TestMatrixAccess",
    ),
    ("kooperacje.noted.mixin", "_export_rows"): Override(
        "(self, fields, *, _is_toplevel_call=True)",
        "An export of messages, activities and files of a case would leave no trace in the log.",
        "TestNoHoles",
    ),
    ("kooperacje.noted.mixin", "_read_format"): Override(
        "(self, fnames, load='_classic_read')",
        "Reading messages, activities and files of a case would leave no trace in the log.",
        "TestNoHoles",
    ),
    ("kooperacje.noted.mixin", "name_search"): Override(
        "(self, name='', domain=None, operator='ilike', limit=100)",
        "Choosing an activity or a file of a case would show its words without a trace in the log.",
        "TestNoHoles",
    ),
    ("kooperacje.primary.mixin", "formatted_read_group"): Override(
        "(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "formatted_read_grouping_sets"): Override(
        "(self, domain, grouping_sets, aggregates=(), *, order=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "name_search"): Override(
        "(self, name='', domain=None, operator='ilike', limit=100)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "read"): Override(
        "(self, fields=None, load='_classic_read')",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "read_group"): Override(
        "(self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "read_progress_bar"): Override(
        "(self, domain, group_by, progress_bar)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "search"): Override(
        "(self, domain, offset=0, limit=None, order=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "search_count"): Override(
        "(self, domain, limit=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "search_read"): Override(
        "(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "web_name_search"): Override(
        "(self, name, specification, domain=None, operator='ilike', limit=100)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "web_read"): Override(
        "(self, specification)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "web_read_group"): Override(
        "(self, domain, groupby, aggregates=(), limit=None, offset=0, order=None, *, auto_unfold=False, "
        "opening_info=None, unfold_read_specification=None, unfold_read_default_limit=80, "
        "groupby_read_specification=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.primary.mixin", "web_search_read"): Override(
        "(self, domain, specification, offset=0, limit=None, order=None, count_limit=None)",
        "A replica would be asked for what writes to the log, or show what a withdrawal has closed.",
        "TestReplicaDeclared",
    ),
    ("kooperacje.service", "_search"): Override(
        "(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False)",
        "What is found by words would not come by how well it fits.",
        "TestServiceFind",
    ),
    ("kooperacje.words.mixin", "_field_to_sql"): Override(
        "(self, alias, field_expr, query=None)",
        "The words of an office would be looked up for each case of a board, not joined once.",
        "TestWordsShown",
    ),
    ("mail.activity", "action_notify"): Override(
        "(self)",
        "Who is given something to do would be written to by core: “assigned to you by OdooBot”, in its frame.",
        "TestEveryMail",
    ),
    ("mail.activity", "get_activity_data"): Override(
        "(self, res_model, domain, limit=None, offset=0, fetch_done=False)",
        "The board of activities would show what is to be done for a family without a trace in the log.",
        "TestNoHoles",
    ),
    ("mail.activity", "_action_done"): Override(
        "(self, feedback=False, attachment_ids=None)",
        "An activity ticked off would leave the decision it stands for open.",
        "TestDecision",
    ),
    ("mail.activity.mixin", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "The clock in the bar would open lists of ours that show everything, not what it has counted.",
        "TestClockOfActivities",
    ),
    ("mail.mail", "_prepare_outgoing_list"): Override(
        "(self, mail_server=False, doc_to_followers=None)",
        "Files of a case would leave the office by mail.",
        "TestTidyUp",
    ),
    ("mail.mail", "_postprocess_sent_message"): Override(
        "(self, success_pids, success_emails, failure_reason=False, failure_type=None)",
        "The list of mails that failed would name who has not answered an anonymous questionnaire.",
        "TestSurveyAnonymity",
    ),
    ("mail.message", "_export_rows"): Override(
        "(self, fields, *, _is_toplevel_call=True)",
        "Messages of closed cases could be exported, and exports of others would leave no trace.",
        "TestClosingDoors",
    ),
    ("mail.message", "_message_notifications_to_store"): Override(
        "(self, store)",
        "Authors of mails that did not arrive would be told of a case that is closed to them, in the mail's words.",
        "TestClosingDoors",
    ),
    ("mail.message", "create"): Override(
        "(self, vals_list)",
        "A note on a number that no case bears would be refused in other words than one on a closed case.",
        "TestNumbersOfCases",
    ),
    ("mail.thread", "_creation_message"): Override(
        "(self)",
        "The history of each record would begin with a sentence that is none in Polish.",
        "TestCreationMessage",
    ),
    ("mail.thread", "_message_track"): Override(
        "(self, fields_iter, initial_values_dict)",
        "What was changed would be kept in the language of whoever changed it.",
        "TestReaderLanguage",
    ),
    ("mail.thread", "_notify_by_email_get_base_mail_values"): Override(
        "(self, message, recipients_data, additional_values=None)",
        "The subject of a mail about a case would be what somebody wrote of the family.",
        "TestTidyUp",
    ),
    ("mail.thread", "_notify_by_email_prepare_rendering_context"): Override(
        "(self, message, msg_vals=False, model_description=False, force_email_company=False, "
        "force_email_lang=False, force_record_name=False)",
        "A mail about a case would list the fields that changed, with their values.",
        "TestTidyUp",
    ),
    ("mail.thread", "_notify_by_email_render_layout"): Override(
        "(self, message, recipients_group, msg_vals=False, render_values=None)",
        "A mail about a case would hold the text of the message.",
        "TestTidyUp",
    ),
    ("mail.thread", "_notify_by_web_push_prepare_payload"): Override(
        "(self, message, msg_vals=False, force_record_name=False)",
        "The text of a message about a case would be shown on a locked telephone.",
        "TestTidyUp",
    ),
    ("mail.thread", "_notify_get_recipients"): Override(
        "(self, message, msg_vals=False, **kwargs)",
        "A follower whose consent has run out would go on being told.",
        "TestTidyUp",
    ),
    ("mail.thread", "message_get_followers"): Override(
        "(self, after=None, limit=100, filter_recipients=False)",
        "Any colleague could ask who follows a meeting or a case, by its number.",
        "TestNumbersOfCases",
    ),
    ("mail.thread", "message_post"): Override(
        "(self, *, body='', subject=None, message_type='notification', email_from=None, author_id=None, "
        "parent_id=False, subtype_xmlid=None, subtype_id=False, partner_ids=None, outgoing_email_to=False, "
        "incoming_email_to=False, incoming_email_cc=False, attachments=None, attachment_ids=None, "
        "body_is_html=False, **kwargs)",
        "By the error of a note, a number that no case bears could be told from that of a closed one.",
        "TestNumbersOfCases",
    ),
    ("res.company", "write"): Override(
        "(self, vals)",
        "The institution behind an office could change and its people keep the access of staff.",
        "TestAccess",
    ),
    ("res.config.settings", "_get_view"): Override(
        "(self, view_id=None, view_type='form', **options)",
        "The page of settings would show the first steps and none of the office's settings.",
        "TestOfficeSettingForms",
    ),
    ("res.groups", "write"): Override(
        "(self, vals)",
        "The list of users on a group's own form would give and take roles.",
        "TestRoleAgainstOutside",
    ),
    ("res.partner", "meeting_ids"): Override(
        "a field",
        "Whoever counts up numbers of events would learn who sits in a meeting.",
        "TestCalendarDoors",
    ),
    ("res.partner", "_modified_triggers"): Override(
        "(self, tree, create=False)",
        "Deleting any contact would ask five queries of our tables.",
        "TestGuestContacts",
    ),
    ("res.partner", "copy_data"): Override(
        "(self, default=None)",
        "Copying any contact would ask a query for what only institutions say of themselves.",
        "TestGuestContacts",
    ),
    ("res.partner", "create"): Override(
        "(self, vals_list)",
        "A NIP typed with dashes would be refused, and found by nobody.",
        "TestInstitution",
    ),
    ("res.partner", "modified"): Override(
        "(self, fnames, create=False, before=False)",
        "As _modified_triggers, which could not tell a deletion from a change.",
        "TestGuestContacts",
    ),
    ("res.partner", "write"): Override(
        "(self, vals)",
        "Anyone who may write contacts could rename an institution of another office.",
        "TestInstitution",
    ),
    ("res.users", "_compute_display_name"): Override(
        "(self)",
        "Whoever gives out a case would not see how many families each worker runs.",
        "TestWorkload",
    ),
    ("res.users", "_update_last_login"): Override(
        "(self)",
        "Groups taken from an account by hand would stay away after its owner signs in.",
        "TestRoleAgainstOutside",
    ),
    ("res.users", "write"): Override(
        "(self, vals)",
        "A closed account, or one given to somebody else, would keep the access of its person.",
        "TestAccess",
    ),
    ("survey.question", "_auto_init"): Override(
        "(self)",
        "Updating would compute our column for every question of every survey of years.",
        "TestQuestionColumn",
    ),
    ("survey.question", "_compute_display_name"): Override(
        "(self)",
        "Choosing a question to compare with would not say of which tool it is.",
        "TestSurveyMeasure",
    ),
    ("survey.question", "_update_field_translations"): Override(
        "(self, field_name, translations, digest=None, source_lang='')",
        "A questionnaire that people have answered could get another wording in another language.",
        "TestSurveyInMemory",
    ),
    ("survey.question", "_validate_choice"): Override(
        "(self, answer, comment)",
        "More answers could be sent than the question allows.",
        "TestQuestionLimits",
    ),
    ("survey.question", "_validate_scale"): Override(
        "(self, answer)",
        "A forged figure outside the scale would shift the mean.",
        "TestQuestionLimits",
    ),
    ("survey.question", "create"): Override(
        "(self, vals_list)",
        "A questionnaire that people have answered could get another question.",
        "TestQuestionnaires",
    ),
    ("survey.question", "write"): Override(
        "(self, vals)",
        "A questionnaire that people have answered could get another wording.",
        "TestQuestionnaires",
    ),
    ("survey.question.answer", "_update_field_translations"): Override(
        "(self, field_name, translations, digest=None, source_lang='')",
        "A questionnaire that people have answered could get other words of a choice in another language.",
        "TestSurveyInMemory",
    ),
    ("survey.question.answer", "create"): Override(
        "(self, vals_list)",
        "A questionnaire that people have answered could get another choice.",
        "TestQuestionnaires",
    ),
    ("survey.question.answer", "write"): Override(
        "(self, vals)",
        "A questionnaire that people have answered could get other words of a choice.",
        "TestQuestionnaires",
    ),
    ("survey.survey", "_fetch_query"): Override(
        "(self, query, fields)",
        "Each list and form of anybody's surveys would ask one query more for the column that the rules ask for.",
        "TestGuestSurveys",
    ),
    ("survey.survey", "_compute_session_code"): Override(
        "(self)",
        "Our questionnaires would get codes of four digits, and two of them the same one.",
        "TestSurveyGuestCodes",
    ),
    ("survey.survey", "_update_field_translations"): Override(
        "(self, field_name, translations, digest=None, source_lang='')",
        "A questionnaire that people have answered could get another title in another language.",
        "TestSurveyInMemory",
    ),
    ("survey.survey", "action_end_session"): Override(
        "(self)",
        "A button or a call of core would run a questionnaire of the Model without a wave.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_open_session_manager"): Override(
        "(self)",
        "As action_end_session.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_print_survey"): Override(
        "(self, answer=None)",
        "As action_end_session.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_result_survey"): Override(
        "(self)",
        "Core's results would show answers below the number from which figures are published.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_send_survey"): Override(
        "(self)",
        "Core would invite people by name to a questionnaire that is anonymous.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_start_session"): Override(
        "(self)",
        "As action_end_session.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_start_survey"): Override(
        "(self, answer=None)",
        "As action_end_session.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_survey_preview_certification_template"): Override(
        "(self)",
        "As action_end_session.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "action_test_survey"): Override(
        "(self)",
        "As action_end_session: test answers would count as answers.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "copy_data"): Override(
        "(self, default=None)",
        "A new version would go to people under the title “… (copy)”.",
        "TestQuestionnaires",
    ),
    ("survey.survey", "create"): Override(
        "(self, vals_list)",
        "A questionnaire of the Model could be made that anybody with its address answers.",
        "TestSurveyGuest",
    ),
    ("survey.survey", "get_formview_id"): Override(
        "(self, access_uid=None)",
        "A link to a questionnaire would open the form of core, which shows who answered.",
        "TestScreensOfManager",
    ),
    ("survey.survey", "write"): Override(
        "(self, vals)",
        "A questionnaire in use could be changed, opened to everybody, or given to another municipality.",
        "TestQuestionnaires",
    ),
    ("survey.user_input", "create"): Override(
        "(self, vals_list)",
        "Answers to a questionnaire of the Model could be made without a ticket.",
        "TestSurveyGuest",
    ),
    ("survey.user_input", "write"): Override(
        "(self, vals)",
        "Answers could be moved into a wave by hand.",
        "TestSurveyAnonymity",
    ),
    ("survey.user_input.line", "write"): Override(
        "(self, vals)",
        "A single answer could be moved into a wave by hand.",
        "TestSurveyAnonymity",
    ),
}

RECORD = "web/static/src/model/relational_model/record.js"
LINES = "web/static/src/model/relational_model/static_list.js"
DATE = "web/static/src/views/fields/datetime/datetime_field.js"

# (file of core, name in it that a script of ours overrides or calls): what would break without it.
SCRIPTS = {
    (RECORD, "context"): "What was loaded would not be sent along, and the second to save would overwrite the first.",
    (RECORD, "_save"): "The choice between a colleague's words and one's own would never be offered.",
    (RECORD, "_load"): "After “Take theirs” the form would go on showing one's own words.",
    (RECORD, "_changes"): "A form would not know what it is about to write.",
    (RECORD, "_values"): "A form would not know what it was loaded with.",
    (RECORD, "_getChanges"): "After “Take theirs” a form with nothing left to write would write nothing and not close.",
    (RECORD, "_isReadonly"): "Lines would be compared by what nobody can type.",
    (RECORD, "_formatServerValue"): "Dates and links would be compared in the web client's form, not the server's.",
    (LINES, "_commands"): "Lines of a form that somebody else changed would be overwritten unseen.",
    (LINES, "_cache"): "As _commands: the line that a change is about would not be found.",
    (DATE, "setup"): "A date typed on our forms would be shown as it was before, where the server answers to it.",
    (DATE, "getRecordValue"): "As setup of the date field.",
    (DATE, "activeInput"): "A date would be overwritten while it is being typed.",
    ("web/static/src/views/action_helper.js", "showDefaultHelper"):
        "Whoever looked for a word in vain would be told to open the first case.",
    ("web/static/src/views/form/status_bar_buttons/status_bar_buttons.js", "visibleSlotNames"):
        "Buttons of rare steps would not be folded behind “More”, or none be shown.",
    ("web/static/src/views/form/form_compiler.js", "compileHeader"):
        "Buttons of rare steps would stand among those of the next.",
}


class Script(NamedTuple):
    """What a script of ours takes from core, as far as its text tells."""

    imports: dict  # name → file of core
    overrides: set  # (file of core, member)
    private: set  # names that begin with "_" and are not ours


def script(text):
    imports = {
        name.strip(): f"web/static/src/{path}.js"
        for names, path in re.findall(r'import \{([^}]*)\} from "@web/([^"]*)"', text) for name in names.split(",")
    }
    overrides = {
        (imports[parent], member)
        for parent, body in re.findall(
            r"^(?:patch\(|(?:export )?class \w+ extends )(\w+)(?:\.prototype, )?[^\n]*\{$(.*?)^\}", text,
            re.MULTILINE | re.DOTALL,
        ) if parent in imports
        for member in re.findall(r"^    (?:async |get |set |static )*(\w+)\(.*\) \{$", body, re.MULTILINE)
        if not member.startswith("_kooperacje") and re.search(rf"\b{member}\(", source(imports[parent]))
    }
    return Script(imports, overrides, set(re.findall(r"\.(_(?!kooperacje)\w+)", text)))


def source(path):
    """Text of a file of core; empty if there is none."""
    try:
        return Path(file_path(path)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def scripts():
    """Our scripts: ``{path: text}``."""
    folder = ROOT / "static" / "src"
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.js"))}
