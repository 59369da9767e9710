import json

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, html2plaintext

from odoo.addons.kooperacje.kernels.office_day import office_time, office_today
from odoo.addons.kooperacje.kernels.others_names import hider

from .information_request import NO_RECIPIENTS

FORMAT = "kooperacje/kopia-danych/1"
PERSON, CASE = "kooperacje.person", "kooperacje.case"
# What points at case data and is told otherwise, or holds nothing of a person of the case, and why.
NOT_COPIED = {
    "kooperacje.blue.card": "a copy may reach who uses violence; the procedure has files of its own (art. 15 ust. 4)",
    "kooperacje.access": "derived; who may read now follows from what is told of recipients",
    "kooperacje.read.log": "told by day and person in a part of its own",
    "kooperacje.action.plan": "made by institutions at a meeting of the partnership, which speaks of no family",
    "kooperacje.evaluation": "of a partnership, at a meeting of it",
    "kooperacje.regulation": "of a partnership, at a meeting of it",
    "kooperacje.consultation": "names the team by its number and nothing of the family",
    "kooperacje.survey.wave": "asks members of a team about the cooperation",
    "kooperacje.survey.ticket": "invites members of a team; nothing leads from it to an answer",
    "kooperacje.subject.request": "told by kind, day and outcome in a part of its own",
    "kooperacje.information.request": "told as source or recipient; who asks by law is none (art. 4 pkt 9 RODO)",
    "mail.message": "told in a part of its own",
    "mail.activity": "told with the messages",
    "mail.followers": "staff who follow a record",
    "mail.notification": "staff who were notified",
    "mail.scheduled.message": "not said yet",
}
# Columns that say nothing of anybody.
TECHNICAL = frozenset({
    "id", "display_name", "company_id", "create_uid", "create_date", "write_uid", "write_date", "access_version",
    "sequence", "access_token", "signed_copy_filename", "document_filename",
    # The signed file says it, and goes with the copy.
    "signature_reading", "dimension_state", "read_key",
})
TECHNICAL_PREFIXES = ("message_", "activity_", "my_activity_", "website_message_", "user_can_")
CHANNELS = {"read": "na ekranie", "export": "w eksporcie", "report": "na dokumencie"}
SOURCES = {
    "person": "od osoby", "family": "od rodziny", "worker": "od pracownika ośrodka",
    "institution": "od innej instytucji", "ex_officio": "z urzędu",
}


class SubjectCopy(models.AbstractModel):
    """Everything the office holds of one person, over all models, for the person (art. 15 and 20 RODO).

    The registry is walked, so a model added later is covered:

    - what points at the person, whatever the link is called;
    - data of the cases the person is in, and what points at them;
    - messages, tasks and files that hang on all of these.

    Left out is what is of others (art. 15 ust. 4): records that name other persons and not this one, or that tell of
    one person (``_of_one_person``) who is another; texts in which others speak (``_words_of_others``); names, numbers
    and addresses of the others of the case within the texts that remain. Who answers reads the copy before it goes out.

    Empty fields are left out. Labels and values are Polish. One search a model, however many records there are.
    """

    _name = "kooperacje.subject.copy"
    _description = "Copy of a person's data"

    @api.model
    def _check_may_copy(self, person):
        """:raises AccessError: a case of the person is closed to the user, or open as to a partner institution only"""
        # sudo: which cases the person is in; whether each is open to the user as staff is asked as the user.
        cases = person.sudo().case_person_ids.case_id.sudo(False).with_env(self.env)
        open_ids = {id_ for [id_] in self.env.execute_query(self.env["kooperacje.access"]._open_cases_sql(staff=True))}
        if set(cases.ids) - open_ids or (not cases and not person.with_env(self.env).has_access("read")):
            raise AccessError(self.env._(
                "The copy holds all cases of the person. It is made by who reads all of them: ask the head of the "
                "office to make it, or to be who answers.",
            ))

    @api.model
    def _collect(self, person, channel="report"):
        """The copy as plain data, ready for JSON. The reading is logged under ``channel``.

        :raises AccessError: see :meth:`_check_may_copy`
        """
        self._check_may_copy(person)
        Log = self.env["kooperacje.read.log"]
        # sudo: checked above; what is left out of the copy is decided below, not by rules.
        copy = self.sudo().with_context(lang=self.env["kooperacje.subject.request"]._print_lang(), active_test=False)
        person = person.with_env(copy.env)
        cases = person.case_person_ids.case_id
        Log._note(person.with_env(self.env), channel)
        Log._note(cases.with_env(self.env), channel)
        hide = copy._hider(person, cases)
        found = copy._found(person, cases)
        return {
            "format": FORMAT, "made_on": str(office_today()),
            "controller": copy._controller(person.company_id),
            "records": [part for records in found for part in copy._part(records, person, hide)],
            "messages": copy._messages(cases, hide),
            "files": copy._files(found),
            "requests": copy._requests(person),
            "sources": copy._sources(person, cases),
            "recipients": copy._recipients(person, cases),
            "readers": copy._readers(person, cases),
        }

    @api.model
    def _as_json(self, person):
        """The copy in a common format that a machine reads (art. 20 ust. 1), as bytes."""
        return json.dumps(self._collect(person, "export"), ensure_ascii=False, indent=2).encode()

    # ------------------------------------------------------------
    # The walk
    # ------------------------------------------------------------

    @api.model
    def _walked(self):
        """``{model: (fields to persons, field to the case or to a record of a case)}`` of all that is copied."""
        result = {}
        guarded = set(self.env["kooperacje.case.data"]._case_data_models())
        for name in sorted(self.env.registry):
            Model = self.env[name]
            if Model._abstract or Model._transient or not Model._auto or name in NOT_COPIED or name == PERSON:
                continue
            stored = [field for field in Model._fields.values() if field.store and field.relational]
            persons = tuple(
                field.name for field in stored if field.comodel_name == PERSON and field.type != "one2many"
            )
            one = [field.name for field in stored if field.type == "many2one" and field.comodel_name == CASE]
            below = [
                field.name for field in stored if field.type == "many2one" and field.comodel_name in guarded
                and "case_id" in self.env[field.comodel_name]._fields
            ]
            link = "id" if name == CASE else next(iter(one or ([] if name in guarded else below)), None)
            if persons or link:
                result[name] = (persons, link)
        return result

    @api.model
    def _found(self, person, cases):
        """The records of each model that tell of the person, the person first."""
        walked = self._walked()
        guarded = set(self.env["kooperacje.case.data"]._case_data_models())
        found = [person]
        for name, (persons, link) in walked.items():
            Model = self.env[name]
            domain = [(field, "in", person.ids) for field in persons]
            if link == "id" or link == "case_id" or (link and Model._fields[link].comodel_name == CASE):
                domain.append((link, "in", cases.ids))
            elif link and Model._fields[link].comodel_name in guarded:
                domain.append((f"{link}.case_id", "in", cases.ids))
            records = Model.search(["|"] * (len(domain) - 1) + domain)
            of_one = getattr(Model, "_of_one_person", False)
            if persons:
                # What names others and not this person is of the others.
                records = records.filtered(lambda record, persons=persons, of_one=of_one: (
                    any(person in record[field] for field in persons)
                    or (not of_one and not any(record[field] for field in persons))
                ))
            elif of_one:
                continue
            if records:
                found.append(records)
        return found

    @api.model
    def _part(self, records, person, hide):
        """One part of the copy: the records of a model, each with what it holds."""
        if not records:
            return []
        fields_ = self._told_fields(records, person)
        rows = []
        for record in records:
            values = [
                {"name": field.name, "label": field._description_string(self.env), "value": value}
                for field in fields_ if (value := self._told(record, field, person, hide))
            ]
            if values:
                rows.append({"since": record.create_date and str(office_time(record.create_date).date()),
                             "values": values})
        label = self.env["ir.model"]._get(records._name).name
        kept = self._period(records._name, person.company_id)
        part = {"model": records._name, "label": label, "kept": kept, "records": rows}
        return [part] if rows else []

    @api.model
    def _told_fields(self, records, person):
        """Fields that hold what was entered or follows from it, in the order of the model."""
        of_others = self._named(records, "_words_of_others")
        if not person.is_minor:
            of_others |= self._named(records, "_words_of_children")
        return [
            field for name, field in records._fields.items()
            if (field.store or hasattr(field, "data_scope") or name in ("pesel", "identity_document"))
            and field.type not in ("one2many", "binary", "json", "many2one_reference", "properties")
            and name not in TECHNICAL and name not in of_others and not name.endswith("_kept")
            and not name.startswith(TECHNICAL_PREFIXES) and field.export_string_translation
        ]

    @api.model
    def _named(self, records, attribute):
        return set().union(*(vars(cls).get(attribute, ()) for cls in type(records).mro()))

    @api.model
    def _told(self, record, field, person, hide):
        """The value of a field in words, without what is of others; empty if there is nothing to tell."""
        value = record[field.name]
        if not value:
            return ""
        if field.relational:
            if field.comodel_name == PERSON:
                others = value - person
                own = ["osoba, której dotyczy kopia"] if person in value else []
                return ", ".join(own + [f"inne osoby: {len(others)}"] * bool(others))
            return hide(", ".join(name for name in value.mapped("display_name") if name))
        if field.type == "html":
            return hide(html2plaintext(value))
        told = self.env["kooperacje.subject.request"]._print_value(value, field)
        if field.type not in ("char", "text") or record == person:
            return told
        return hide(told)

    @api.model
    def _hider(self, person, cases):
        others = cases.case_person_ids.person_id - person
        guests = [
            name for model in ("kooperacje.meeting.participant", "kooperacje.secrecy.undertaking")
            for name in self.env[model].search([
                ("case_id", "in", cases.ids), ("guest_name", "!=", False), ("person_id", "=", False),
            ]).mapped("guest_name")
        ]
        own = [person[name] for name in ("pesel", "identity_document", "phone", "email", "street") if person[name]]
        values = [
            other[name] for other in others for name in ("pesel", "identity_document", "phone", "email", "street")
            if other[name] and other[name] not in own
        ]
        names = [other[name] for other in others for name in ("first_name", "last_name")]
        return hider([person.first_name, person.last_name], [*names, *guests], values)

    # ------------------------------------------------------------
    # What hangs on the records
    # ------------------------------------------------------------

    @api.model
    def _messages(self, cases, hide):
        """What was written beside the records of the cases, their tracked changes and open tasks, in order of time."""
        lines = []
        for message in self.env["mail.message"].search([("case_id", "in", cases.ids)], order="id"):
            text = hide(html2plaintext(message.body or "").strip())
            changes = [
                hide(f"{change.field_id.field_description}: {change.old_value_char or ''} → "
                     f"{change.new_value_char or ''}")
                for change in message.tracking_value_ids
            ]
            if text or changes:
                lines.append({
                    "on": str(office_time(message.date).date()), "subject": hide(message.subject or ""), "text": text,
                    "changes": changes,
                })
        for task in self.env["mail.activity"].search([("case_id", "in", cases.ids)], order="id"):
            text = hide(" – ".join(filter(None, [task.summary, html2plaintext(task.note or "").strip()])))
            if text:
                lines.append({"on": str(task.date_deadline), "subject": "zadanie", "text": text, "changes": []})
        return lines

    @api.model
    def _files(self, found):
        """Files of the records: what they are; the files themselves are handed over beside the copy."""
        domain = ["|"] * (len(found) - 1)
        for records in found:
            domain += ["&", ("res_model", "=", records._name), ("res_id", "in", records.ids)]
        files = self.env["ir.attachment"].search([*domain, ("res_field", "!=", "x")], order="id")
        return [
            {"name": self._file_name(one), "kind": one.mimetype, "of": self.env["ir.model"]._get(one.res_model).name,
             "on": str(office_time(one.create_date).date())}
            for one in files
        ]

    @api.model
    def _file_name(self, attachment):
        """A paper of the program is kept under the name of its field."""
        name = (attachment.res_field or "").removesuffix("_kept")
        field = self.env[attachment.res_model]._fields.get(name)
        return field._description_string(self.env) if field else attachment.name

    @api.model
    def _requests(self, person):
        Request = self.env["kooperacje.subject.request"]
        requests = Request.search([("person_id", "in", person.ids)], order="received_on, id")
        return [
            {name: Request._print_value(one[name], one._fields[name])
             for name in ("number", "kind", "received_on", "outcome", "answered_on")}
            for one in requests
        ]

    # ------------------------------------------------------------
    # Sources, recipients, periods, readers
    # ------------------------------------------------------------

    @api.model
    def _controller(self, company):
        office = self.env["kooperacje.subject.request"].new({"company_id": company.id})._document_office()
        return {name: office[name] for name in ("name", "address", "phone", "email", "dpo")}

    @api.model
    def _sources(self, person, cases):
        """Where the data come from (art. 15 ust. 1 lit. g): who reported the need; a private person is not named."""
        lines = [{
            "what": "dane osoby", "from": "wpis pracownika ośrodka",
            "on": str(office_time(person.create_date).date()),
        }]
        lines += [{
            "what": f"sprawa {case.name}",
            "from": ": ".join(filter(None, [SOURCES.get(case.source, ""), case.source_institution_id.name])),
            "on": str(case.reported_on or ""),
        } for case in cases]
        lines += [{
            "what": f"informacja ({request.legal_ground or ''})",
            "from": request.body_name or request._print_field("body_kind"), "on": str(request.answered_on),
        } for request in self._information(person, "out")]
        return lines

    @api.model
    def _information(self, person, direction):
        """Requests for information on the person that were answered, at least in part."""
        return self.env["kooperacje.information.request"].search([
            ("person_id", "in", person.ids), ("direction", "=", direction), ("outcome", "in", ["given", "partly"]),
            ("state", "=", "closed"),
        ], order="answered_on, id")

    @api.model
    def _recipients(self, person, cases):
        """To whom data were or may be disclosed (art. 15 ust. 1 lit. c): by consents, teams and on request.

        Courts, police and the like, which asked in a matter of theirs, are no recipients (art. 4 pkt 9 RODO).
        """
        lines = []
        for statement in self.env["kooperacje.consent.statement"].search([
            ("case_id", "in", cases.ids), ("kind", "=", "sharing"), ("document_state", "=", "signed"),
            ("is_granted", "=", True),
        ], order="date_from, id"):
            lines.append({
                "who": statement.institution_id.name,
                "why": f"zgoda {statement.consent_id.document_number or ''}".strip(),
                "what": ", ".join(statement.scope_ids.mapped("name")), "from": str(statement.date_from),
                "until": str(statement.withdrawn_on or statement.date_to),
            })
        for member in self.env["kooperacje.team.member"].search([
            ("case_id", "in", cases.ids), ("date_from", "!=", False),
        ], order="date_from, id"):
            lines.append({
                "who": member.institution_id.name or "osoba prywatna zaproszona przez rodzinę",
                "why": f"członek zespołu {member.team_id.name}", "what": "",
                "from": str(member.date_from), "until": str(member.date_to or ""),
            })
        for request in self._information(person, "in").filtered(lambda one: one.body_kind not in NO_RECIPIENTS):
            lines.append({
                "who": request.body_name or request._print_field("body_kind"),
                "why": f"wniosek o informacje: {request.legal_ground or ''}", "what": request.answer or "",
                "from": str(request.answered_on), "until": str(request.answered_on),
            })
        return lines

    @api.model
    def _period(self, model, company):
        """How long records of this kind are kept (art. 15 ust. 1 lit. d): their class in the register of files."""
        return self.env["kooperacje.file.kind"]._class_of(model, company).display_name or ""

    @api.model
    def _readers(self, person, cases):
        """Who read of the person, on which day, and why they could: role and authorisation, or the family's consent.

        Of a case only what was read since the person has been in it; of records merged into this one all.
        """
        numbers = [person.id, *person.merged_ids.mapped("former_number")]
        rows = self.env.execute_query(SQL(
            """
            SELECT (log.logged_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Warsaw')::date AS day, log.user_id,
                   log.institution_id, log.channel, count(*)
              FROM kooperacje_read_log log
         LEFT JOIN kooperacje_case_person line ON line.case_id = log.case_id AND line.person_id = %(person)s
             WHERE log.person_id = ANY(%(numbers)s)
                OR log.case_id = ANY(%(cases)s) AND log.logged_at >= line.create_date
             GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """, person=person.id, numbers=numbers, cases=list(cases.ids),
        ))
        users = self.env["res.users"].browse({row[1] for row in rows})
        places = self.env["res.partner"].browse({row[2] for row in rows if row[2]})
        roles = self.env["kooperacje.role.assignment"].search([
            ("user_id", "in", users.ids), ("company_id", "=", person.company_id.id),
        ]).grouped("user_id")
        consents = self.env["kooperacje.consent.statement"].search([
            ("case_id", "in", cases.ids), ("kind", "=", "sharing"), ("institution_id", "in", places.ids),
            ("document_state", "=", "signed"), ("is_granted", "=", True),
        ]).grouped("institution_id")
        labels = dict(self.env["kooperacje.role.assignment"]._fields["role"]._description_selection(self.env))
        result = []
        for day, user_id, place_id, channel, count in rows:
            user, place = users.browse(user_id), places.browse(place_id)
            grounds = [
                ", ".join(filter(None, [labels.get(role.role), role.authorisation_number and (
                    f"upoważnienie {role.authorisation_number}")]))
                for role in roles.get(user, ())
                if role.date_from <= day <= role.valid_until and (not place or role.institution_id == place)
            ]
            grounds += [
                f"zgoda {statement.consent_id.document_number or ''}".strip() for statement in consents.get(place, ())
                if statement.date_from <= day <= (statement.withdrawn_on or statement.date_to)
            ]
            result.append({
                "on": str(day), "who": user.name, "institution": place.name or "", "times": count,
                "way": CHANNELS.get(channel, channel),
                "why": "; ".join(dict.fromkeys(grounds)) or "rola zakończona lub zmieniona od tego dnia",
            })
        return result
