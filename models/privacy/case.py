from odoo import api, fields, models
from odoo.tools import SQL

from .case_scoped import kept, scoped

# What the office wrote down of the family before there was a team.
SUPPORT = "kooperacje.data_scope_support"


class Case(models.Model):
    """Who may read and write a case, and who reads it as staff of its office: booleans that every rule on case data
    asks (architecture, decision 4).

    In a search they are one sub-select on the access relation. Odoo also evaluates rules in Python on the records it
    has read; there they cost one query for all of them together, whereas a domain on the rows of the relation would
    load every row of every case.

    Codes, people of the office, stage and dates are open to whoever has a part in the case. Its texts are shared with
    another institution as the scope “previous support and plan of work”.
    """

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.case.scoped"]

    _scoped_fields = dict.fromkeys(
        ("need_words", "resources", "limits", "parallel_plans", "qualification_reason", "interview_signature"), SUPPORT,
    )

    # The board and the list of cases: codes, people of the office, dates and counts.
    _neutral_fields = frozenset({
        "display_name", "name", "unit_kind", "partnership_id", "user_id", "stage_id", "phase", "area_id", "reported_on",
        "qualified_on", "closed_on", "aftercare_until", "next_meeting_date", "meeting_count", "team_ids", "consent_ids",
        "plan_ids", "diagnosis_ids", "meeting_ids", "access_ids", "consent_state", "consent_until", "need_count",
        "team_count",
        "next_step", "reader_count",
        "suspended_on", "suspended_until", "returned_on", "dimension_state",
    })

    access_ids = fields.One2many("kooperacje.access", "case_id", "Who can see this case")
    # What is said and to be done beside the case goes with its texts, which not everyone of the team is shown. Core
    # searches both past their rules: bodies could be guessed letter by letter.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    access_version = fields.Integer(readonly=True, copy=False)
    user_can_read = fields.Boolean(compute="_compute_user_can", search="_search_user_can_read", compute_sudo=True)
    user_can_write = fields.Boolean(compute="_compute_user_can", search="_search_user_can_write", compute_sudo=True)
    # What the office keeps to itself: consents with their signers, PESEL.
    user_is_staff = fields.Boolean(compute="_compute_user_can", search="_search_user_is_staff", compute_sudo=True)

    need_words = scoped(fields.Text, "need_words")
    need_words_kept = kept(fields.Text)
    resources = scoped(fields.Text, "resources")
    resources_kept = kept(fields.Text)
    limits = scoped(fields.Text, "limits")
    limits_kept = kept(fields.Text)
    parallel_plans = scoped(fields.Char, "parallel_plans")
    parallel_plans_kept = kept(fields.Char)
    qualification_reason = scoped(fields.Text, "qualification_reason")
    qualification_reason_kept = kept(fields.Text)
    interview_signature = scoped(fields.Char, "interview_signature")
    interview_signature_kept = kept(fields.Char)

    reader_count = fields.Integer("People who can see it", compute="_compute_reader_count")

    def _attached_scope_ids(self):
        """What is said and filed on the case goes with its texts."""
        return [self._paper_scope().id] * len(self)

    @api.model
    def _paper_scope(self):
        return self.env["kooperacje.data.scope"]._of(SUPPORT)

    @api.depends("access_ids")
    def _compute_reader_count(self):
        """People, not rows: one may have several ways in."""
        today = self.env["kooperacje.access"]._today()
        # sudo: how many people see a case that the caller sees is no secret; who they are is for the head to read.
        groups = self.env["kooperacje.access"].sudo()._read_group(
            [("case_id", "in", self.ids), ("valid_from", "<=", today), ("valid_until", ">=", today)],
            ["case_id"], ["user_id:count_distinct"],
        )
        count_by_case = {case.id: count for case, count in groups}
        for case in self:
            case.reader_count = count_by_case.get(case._origin.id, 0)

    def action_open_access(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.access_action"),
            "name": self.env._("Who can see case %(case)s", case=self.name),
            "domain": [("case_id", "=", self.id)], "context": {"search_default_open_today": 1},
        }

    @api.depends_context("uid")
    def _compute_user_can(self):
        """Under sudo as well the answer is that of the user, for rules are evaluated as ``sudo()`` with the uid kept.

        A case not saved yet is open to the one who types it.
        """
        ids = [id_ for id_ in self._origin.ids if id_]
        write_by_case, staff_by_case = {}, {}
        if ids:
            Access = self.env["kooperacje.access"]
            for case_id, can_write, is_staff in self.env.execute_query(SQL(
                "SELECT case_id, bool_or(can_write), bool_or(%s) FROM kooperacje_access "
                "WHERE user_id = %s AND valid_from <= %s AND valid_until >= %s AND case_id = ANY(%s) GROUP BY case_id",
                Access._is_staff_sql(), self.env.uid, Access._today(), Access._today(), ids,
            )):
                write_by_case[case_id], staff_by_case[case_id] = can_write, is_staff
        origins = [case._origin.id for case in self]
        # Straight into the cache: rules ask this of every record of a page, and assigning costs more than the query.
        self._fields["user_can_read"]._insert_cache(self, [not id_ or id_ in write_by_case for id_ in origins])
        self._fields["user_can_write"]._insert_cache(
            self, [not id_ or write_by_case.get(id_, False) for id_ in origins],
        )
        self._fields["user_is_staff"]._insert_cache(
            self, [not id_ or staff_by_case.get(id_, False) for id_ in origins],
        )

    def _search_user_can_read(self, operator, value):
        return self._search_user_can(operator, write=False)

    def _search_user_can_write(self, operator, value):
        return self._search_user_can(operator, write=True)

    def _search_user_is_staff(self, operator, value):
        return self._search_user_can(operator, staff=True)

    def _search_user_can(self, operator, **kind):
        if operator != "in":
            return NotImplemented
        return [("id", "in", SQL("(%s)", self.env["kooperacje.access"]._open_cases_sql(**kind)))]

    def _create(self, data_list):
        """Open new cases before anything looks at them as the user: the chatter, and the rules on their lines.

        Hence the lines come second; rules on case data ask the access relation, which has to know the case.
        """
        lines = [
            {name: data["stored"].pop(name) for name in list(data["stored"]) if self._fields[name].type == "one2many"}
            for data in data_list
        ]
        cases = super()._create(data_list)
        self.env["kooperacje.access"].sudo()._refresh(cases)
        for case, values in zip(cases, lines, strict=True):
            if values:
                case.write(values)
        return cases

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "partnership_id", "company_id"}.isdisjoint(vals):
            # sudo: whoever hands the case over may no longer see it, and its access must be derived all the same.
            self.env["kooperacje.access"].sudo()._refresh(self)
        return result
