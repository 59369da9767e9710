from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from odoo.addons.kooperacje.kernels.office_day import office_time, office_today
from odoo.addons.kooperacje.models.access.concrete import concrete_models
from odoo.addons.kooperacje.models.access.windows import count_by, form, window_of

# A note of core within this time after the record was made is the one that says so.
MAKING_SECONDS = 60


class Case(models.Model):
    """The file of a case: its reference, and what lies in the file."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.filed.mixin"]
    _rec_names_search = ["name", "file_reference"]
    _file_field = "case_id"
    _neutral_fields = frozenset({"file_entry_id", "file_reference", "document_count"})

    document_ids = fields.One2many("kooperacje.case.document", "case_id", "Documents of others")
    document_count = fields.Integer("Number of documents", compute="_compute_document_count", compute_sudo=False)

    def _file_opened_on(self):
        return min(self.reported_on or office_today(), office_today())

    @api.depends("document_ids.state")
    @api.depends_context("uid")
    def _compute_document_count(self):
        """Of those that the reader may read."""
        Document = self.env["kooperacje.case.document"]
        counted = {}
        if Document.has_access("read"):
            counted = count_by(Document, "case_id", self.ids, [("state", "=", "current")])
        for case in self:
            case.document_count = counted.get(case._origin.id, 0)

    def action_open_documents(self):
        return window_of(self, "action_case_document", "case_id", search_default_current=1)

    # ------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------

    @api.depends("document_ids.state", "document_ids.valid_until")
    def _compute_due_items(self):
        return super()._compute_due_items()

    @api.model
    def _due_actions(self):
        return {**super()._due_actions(), "document": "action_open_documents"}

    def _due_items(self):
        items = super()._due_items()
        soon = office_today() + timedelta(days=self.company_id.kooperacje_document_days)
        for one in self.document_ids:
            if one.state == "current" and one.valid_until and one.valid_until <= soon:
                items.append(self._due(
                    "document", self.env._("%(document)s ends: ask for a new one", document=one.display_name),
                    date=one.valid_until, button=self.env._("Open the documents"), order=7,
                ))
        return items

    # ------------------------------------------------------------
    # Contents of the file, metric of the case
    # ------------------------------------------------------------

    def action_open_file(self):
        """Contents of the file and metric of the case, for the staff of its office."""
        self.ensure_one()
        self._check_staff()
        return form(self.env["kooperacje.case.file"].create({"case_id": self.id}), name=self.env._("File of the case"))

    def _check_staff(self):
        """:raises AccessError: the user does not work for the office of the case"""
        self.check_access("read")
        if not self.env.su and any(not case.user_is_staff for case in self):
            raise AccessError(self.env._("The file of a case is opened by the staff of its office."))

    @api.model
    def _file_models(self):
        """Models of papers that belong to a case."""
        return [
            name for name in concrete_models(self.env, "kooperacje.document.mixin")
            if "case_id" in self.env[name]._fields
        ]

    def _file_contents(self):
        """What lies in the file, in the order of its days: papers that were issued, documents of others, other files.

        Under the rules of the reader; one query for each kind of paper, however many there are.

        :return: ``[{"date", "kind", "number", "reference", "issuer", "remark", "record"}]``
        """
        self.ensure_one()
        rows = []
        for name in self._file_models():
            Paper = self.env[name].with_context(active_test=False)
            if not Paper.has_access("read"):
                continue
            states = dict(Paper._fields["document_state"]._description_selection(self.env))
            for paper in Paper.search([("case_id", "=", self.id), ("document_state", "!=", "draft")]):
                rows.append({
                    "date": paper.document_date or paper.signed_on or office_time(paper.create_date).date(),
                    "kind": paper._document_bar_name(), "number": paper.document_number or "",
                    "reference": paper.document_reference or "", "issuer": self.company_id.name,
                    "remark": states[paper.document_state], "record": paper,
                })
        Document = self.env["kooperacje.case.document"]
        if Document.has_access("read"):
            kinds = dict(Document._fields["kind"]._description_selection(self.env))
            states = dict(Document._fields["state"]._description_selection(self.env))
            for one in Document.search([("case_id", "=", self.id)]):
                rows.append({
                    "date": one.received_on or one.issued_on or office_time(one.create_date).date(),
                    "kind": kinds[one.kind], "number": one.number or "", "reference": "", "issuer": one.issuer,
                    "remark": "" if one.state == "current" else states[one.state], "record": one,
                })
        ids_by_model = {self._name: self.ids}
        for row in rows:
            ids_by_model.setdefault(row["record"]._name, []).append(row["record"].id)
        files = self.env["ir.attachment"].search(Domain("res_field", "=", False) & Domain.OR(
            Domain("res_model", "=", name) & Domain("res_id", "in", ids) for name, ids in ids_by_model.items()
        ))
        rows += [{
            "date": office_time(one.create_date).date(), "kind": self.env._("File"), "number": "", "reference": "",
            "issuer": "", "remark": one.name, "record": one,
        } for one in files]
        return sorted(rows, key=lambda row: (row["date"], row["record"]._name, row["record"].id))

    def _file_metric(self):
        """Who did what when (metryka sprawy, art. 66a k.p.a.), from what the program has recorded, the oldest first.

        Steps, changes of what is tracked and papers come from the history of the case and its papers; work with the
        family from the activity card; documents of others from their register. What colleagues wrote to each other is
        no act and is left out. Under the rules of the reader.

        :return: ``[{"date", "by_day", "who", "what", "paper"}]``; ``by_day`` where no hour is known
        """
        self.ensure_one()
        acts = self._acts_of_history() + self._acts_of_work() + self._acts_of_documents()
        names = self._names_of_actors([act[1] for act in acts])
        return [
            {"date": day, "by_day": by_day, "who": names.get(user, ""), "what": what, "paper": paper}
            for day, user, what, paper, by_day in sorted(acts, key=lambda act: act[0])
        ]

    def _acts_of_history(self):
        messages = self.env["mail.message"].search([
            ("case_id", "=", self.id), ("message_type", "in", ("notification", "auto_comment")),
            # What the calendar notes of its own entries is no act of the case.
            ("model", "!=", "calendar.event"),
        ], order="id")
        opened = self.env._("The case was opened")
        acts = [(self.create_date, self.create_uid, opened, self.file_reference or "", False)]
        papers = self._papers_of_messages(messages)
        made = messages.filtered(lambda message: message.model == self._name)[:1]
        # A case that was made without a note begins with something else.
        made = made.filtered(lambda message: (message.date - self.create_date).total_seconds() < MAKING_SECONDS)
        for message in messages:
            # sudo: what was tracked, as the chatter shows it: fields that the reader may not read are left out.
            changes = message.sudo().tracking_value_ids._filter_has_field_access(self.env)._tracking_value_format()
            words = [f"{change['fieldInfo']['changedField']}: {self._told_change(change)}" for change in changes]
            text = " ".join(html2plaintext(message.body or "").split())
            what = "; ".join(filter(None, [text, *words]))
            # What core notes of the making of the case stands there already.
            if what and (words or message != made):
                # sudo: the account of the author, whose name the message shows.
                user = message.sudo().author_id.user_ids[:1] or message.sudo().create_uid
                paper = papers.get((message.model, message.res_id), "")
                acts.append((message.date, user, what, paper, False))
        return acts

    @api.model
    def _told_change(self, change):
        """The old and the new value of a tracked field in words."""
        old, new = (
            self.env._("yes") if value is True else str(value or "–")
            for value in (change["oldValue"], change["newValue"]))
        return f"{old} → {new}"

    def _papers_of_messages(self, messages):
        """``{(model, id): reference or number}`` of the papers that ``messages`` hang on."""
        found = {}
        for name in self._file_models():
            ids = {message.res_id for message in messages if message.model == name}
            if ids and self.env[name].has_access("read"):
                found |= {(name, paper.id): paper.document_reference or paper.document_number or ""
                          for paper in self.env[name].search([("id", "in", list(ids))])}
        return found

    def _acts_of_work(self):
        """Lines of the activity card, which know the day alone."""
        return [
            (datetime.combine(entry.date, time(11)), entry.user_id, entry.kind_id.name, "", True)
            for entry in self.activity_log_ids
        ]

    def _acts_of_documents(self):
        return [
            (one.create_date, one.create_uid, self.env._(
                "%(document)s entered (issued by: %(issuer)s)", document=one.display_name, issuer=one.issuer,
            ), one.number or "", False) for one in self.document_ids
        ]

    def _names_of_actors(self, users):
        """``{user: name and role}`` of those who acted, by the role they hold at the office today."""
        # sudo: names and roles of those who worked on the case, for whoever reads what they did.
        users = self.env["res.users"].sudo().union(*users)
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "in", users.ids), ("company_id", "=", self.company_id.id), ("is_current", "=", True),
        ])
        labels = dict(roles._fields["role"]._description_selection(self.env))
        told = {}
        for user in users:
            own = roles.filtered(lambda role, user=user: role.user_id == user)[:1]
            told[user] = f"{user.name}, {labels[own.role].lower()}" if own else user.name
        return told
