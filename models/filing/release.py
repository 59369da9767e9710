import base64
import mimetypes
from dataclasses import dataclass

import lxml.html

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import blue_card, case_file, eadm, eadm_reader, paper
from odoo.addons.kooperacje.kernels.office_day import office_time, office_today
from odoo.addons.kooperacje.models.network.ir_actions_report import ARTICLE, FONTS

COURT, ARCHIVE, WHOLE = "eadm", "archive", "whole"
KINDS = [
    (COURT, "Administrative package (eADM)"), (ARCHIVE, "Archive package (category A)"),
    (WHOLE, "Whole file as one PDF"),
]
# Of a whole file printed as one PDF, in this order.
PARTS = ("course", "papers", "plans", "attached")
VERSIONS = {COURT: eadm.COURT, ARCHIVE: eadm.ARCHIVE}
# What each kind of paper is in the vocabulary of the metadata; others are letters.
SORTS = {
    "kooperacje.action.plan": "plan/projekt", "kooperacje.agreement": "umowa", "kooperacje.appointment": "zarządzenie",
    "kooperacje.authorisation": "upoważnienie", "kooperacje.authority.decision": "decyzja",
    "kooperacje.basket.review": "protokół", "kooperacje.consent": "oświadczenie",
    "kooperacje.county.diagnosis": "raport", "kooperacje.diagnosis": "opinia", "kooperacje.evaluation": "raport",
    "kooperacje.leader.person": "oświadczenie", "kooperacje.meeting": "protokół",
    "kooperacje.membership": "oświadczenie", "kooperacje.periodic.report": "raport",
    "kooperacje.qualification": "protokół", "kooperacje.reference": "zaświadczenie",
    "kooperacje.regulation": "regulamin", "kooperacje.report.card": "zgłoszenie",
    "kooperacje.secrecy.undertaking": "oświadczenie", "kooperacje.social.project": "plan/projekt",
    "kooperacje.team.register": "rejestr/ewidencja",
}
# Documents of a case that others issued.
OF_OTHERS = "kooperacje.case.document"
SORTS_OF_OTHERS = {
    "ruling": "postanowienie", "decision": "decyzja", "opinion": "opinia", "certificate": "zaświadczenie",
    "agreement": "umowa",
}
RECEIPT = "potwierdzenie odbioru/doręczenia/przedłożenia"
# Fields that hold the paper as it was issued, and the copy that was signed.
ISSUED, SIGNED = ("document_pdf", "document_pdf_kept"), ("signed_copy", "signed_copy_kept")
# Never part of a file that leaves the office: the mark of a procedure of its own, and earlier packages.
LEFT_OUT = frozenset({"kooperacje.blue.card", "kooperacje.release"})
# Of what tells of families, the file of a partnership holds its own meetings alone: a report of a family that no case
# was opened for lies in no partnership's file.
OF_PARTNERSHIP = frozenset({"kooperacje.meeting"})


@dataclass(frozen=True)
class Filed:
    """One file of a case or partnership.

    :param record: what it belongs to, as superuser
    :param place: ``issued``, ``signed``, ``receipt``, ``others`` (a document that others issued) or ``attached``
    """

    record: models.BaseModel
    attachment: models.BaseModel
    place: str


class Release(models.Model):
    """That the file of a case or partnership was handed over (przekazanie akt): to whom, when, why, by whom, and what.

    A package is kept with its seal, the list of the digests of all files in it. It holds what was issued and signed,
    minutes, scans and confirmations of receipt, and no drafts (Dz.U. 2019 poz. 1003). Of a whole file
    printed as one PDF only the record is kept.

    Made by the step of the wizard alone, changed by nobody; erased with the case.
    """

    _name = "kooperacje.release"
    _description = "File handed over"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data", "kooperacje.document.printed"]
    _order = "released_at desc, id desc"
    _rec_name = "number"
    _system_fields = frozenset({
        "number", "kind", "case_id", "partnership_id", "company_id", "recipient_id", "recipient_name", "reason", "sign",
        "heading", "released_at", "released_by_id", "package", "package_filename", "seal", "seal_filename", "digest",
        "document_count", "opened_on", "closed_on",
    })
    _neutral_fields = frozenset({"number", "kind", "released_at", "released_by_id", "document_count", "partnership_id"})

    number = fields.Char(readonly=True, copy=False, default="/", index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    case_id = fields.Many2one("kooperacje.case", "Case", readonly=True, index="btree_not_null", ondelete="restrict")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", readonly=True, index="btree_not_null", ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", "Office", required=True, readonly=True, index=True)
    recipient_id = fields.Many2one("res.partner", "To the institution", readonly=True, ondelete="restrict")
    recipient_name = fields.Char("To another recipient", readonly=True)
    reason = fields.Char(required=True, readonly=True)
    sign = fields.Char("File reference", readonly=True)
    heading = fields.Char("Class of the register of files", readonly=True)
    opened_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    released_at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    released_by_id = fields.Many2one("res.users", "By whom", required=True, readonly=True, ondelete="restrict")
    document_count = fields.Integer("Number of documents", readonly=True)
    package = fields.Binary(attachment=True, readonly=True, copy=False)
    package_filename = fields.Char("File name", readonly=True)
    seal = fields.Binary("Seal (digests)", attachment=True, readonly=True, copy=False)
    seal_filename = fields.Char("File name of the seal", readonly=True)
    digest = fields.Char(
        "Digest (SHA-256)", readonly=True, help="Of the whole package; the seal has one for each file.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was handed over stays on record."))

    # ------------------------------------------------------------
    # Who may, and on what
    # ------------------------------------------------------------

    @api.model
    def _check_may_release(self, record):
        """The head of the office, or who leads the case or, for a partnership, the network worker.

        :param record: one case or partnership
        :raises AccessError: somebody else, or the processing of the case is restricted (art. 18 RODO)
        """
        record.ensure_one()
        record.check_access("read")
        user, company = self.env.user, record.company_id
        if record._name == "kooperacje.case":
            record._check_not_restricted()
            named = record.user_id == user and record.user_can_write
        else:
            named = user._has_role("network_worker", company)
        if not named and not user._has_role("manager", company):
            raise AccessError(self.env._(
                "The file is handed over by the head of the office, by the worker who leads the case, or, for a "
                "partnership, by the network worker. Ask one of them."))

    @api.model
    def _file_class(self, record):
        return self.env["kooperacje.file.kind"]._class_of(record._name, record.company_id)

    @api.model
    def _sign_of(self, record):
        """What the file is called: its reference, or where the office gives none yet, its code or name."""
        return ("file_reference" in record._fields and record.file_reference) or record.display_name

    # ------------------------------------------------------------
    # What is in the file
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _filed_models(self):
        """``{model: (field to the case or False, field to the partnership or False)}`` of all that has files."""
        found = {}
        for name in sorted(self.env.registry):
            Model = self.env[name]
            if Model._abstract or Model._transient or not Model._auto or name in LEFT_OUT:
                continue
            if not name.startswith("kooperacje."):
                continue
            is_paper = hasattr(Model, "_document_register_signature")
            of_family = name in self.env["kooperacje.case.data"]._case_data_models()
            case = "case_id" if of_family and self._is_stored(Model, "case_id") else False
            if name == "kooperacje.case":
                case = "id"
            of_partnership = "partnership_id" if (
                is_paper and self._is_stored(Model, "partnership_id") and (not of_family or name in OF_PARTNERSHIP)
            ) else False
            if case or of_partnership:
                found[name] = (case, of_partnership)
        return found

    @api.model
    def _is_stored(self, Model, name):
        return name in Model._fields and Model._fields[name].store

    @api.model
    def _filed(self, record):
        """The files of ``record`` (a case or partnership) as a list of :class:`Filed`: what was issued, signed and
        attached, and no drafts. Records are found under the rules of the user. One search a model.
        """
        is_case = record._name == "kooperacje.case"
        ids_by_model = {}
        for name, (case, partnership) in self._filed_models().items():
            Model = self.env[name].with_context(active_test=False)
            link = case if is_case else partnership
            if not link or not Model.has_access("read"):
                continue
            domain = [(link, "in", record.ids)]
            if not is_case and case:
                domain.append((case, "=", False))
            if ids := Model.search(domain).ids:
                ids_by_model[name] = ids
        if not is_case:
            sent = self.env["kooperacje.dispatch"].search([
                ("case_id", "=", False), ("paper_model", "in", list(ids_by_model)),
                ("company_id", "=", record.company_id.id),
            ])
            ids_by_model["kooperacje.dispatch"] = sent.filtered(
                lambda one: one.paper_id in ids_by_model[one.paper_model]).ids
        domain = fields.Domain.OR([
            fields.Domain("res_model", "=", name) & fields.Domain("res_id", "in", ids)
            for name, ids in ids_by_model.items() if ids
        ])
        # sudo: files of records that the user reads; whoever may release the file reads all scopes of the case.
        files = self.env["ir.attachment"].sudo().search(
            domain & fields.Domain("res_field", "in", [False, *self._binary_names(ids_by_model)])
            & fields.Domain("type", "=", "binary"), order="id")
        found = []
        for one in files:
            owner = self.env[one.res_model].sudo().browse(one.res_id)
            place = self._place_of(owner, one.res_field)
            if place:
                found.append(Filed(owner, one, place))
        return found

    @api.model
    def _binary_names(self, models_):
        return {
            field.name for name in models_ for field in self.env[name]._fields.values()
            if field.type == "binary" and field.store and not field.name.startswith("image_")
        }

    @api.model
    def _place_of(self, owner, res_field):
        """Where a file belongs; empty for one that does not leave the office: of a draft, or an outdated print."""
        if res_field in (*ISSUED, *SIGNED):
            if owner.document_state not in ("issued", "signed", "void"):
                return ""
            return "issued" if res_field in ISSUED else "signed"
        if owner._name == "kooperacje.dispatch":
            return "receipt" if res_field == "proof" and not owner.struck_reason else ""
        if owner._name == OF_OTHERS and res_field == "file":
            return "others" if owner.state != "mistaken" else ""
        if res_field and "document_state" in owner._fields and owner.document_state == "draft":
            return ""
        return "attached"

    # ------------------------------------------------------------
    # A package
    # ------------------------------------------------------------

    @api.model
    def _package_of(self, record, kind, with_attached=True):
        """The package of the file of ``record``, for the kernel.

        :param kind: ``eadm``; ``archive`` takes only what is of category A
        :raises UserError: there is nothing to hand over, or a name tells of the procedure Niebieskie Karty
        """
        polish = self.with_context(lang=self._print_lang())
        filed = polish._filed(record)
        if kind == ARCHIVE:
            filed = [one for one in filed if self._is_for_ever(record, one.record)]
            if not filed:
                raise UserError(self.env._(
                    "Nothing in this file is of category A, so there is nothing for the archive. The category follows "
                    "from the class of the register of files: menu “Configuration”, “Classes of files (JRWA)”."))
        if not with_attached:
            filed = [one for one in filed if one.place != "attached"]
        if not filed:
            raise UserError(self.env._(
                "The file is empty: nothing has been issued, signed or attached yet. Drafts are not handed over."))
        office = self._institution(record.company_id.partner_id)
        documents = polish._documents(filed, office, VERSIONS[kind])
        days = [day for one in documents for _kind, day in one.days]
        is_case = record._name == "kooperacje.case"
        one_class = self._file_class(record)
        opened = (is_case and record.reported_on) or office_time(record.create_date).date()
        return eadm.Package(eadm.Case(
            sign=self._sign_of(record), heading=one_class.name or record.display_name,
            title=f"{polish.env['ir.model']._get(record._name).name} {record.display_name}", office=office,
            opened=min([opened, *days]) if kind == ARCHIVE else opened, closed=(is_case and record.closed_on) or (
                max([opened, *days]) if kind == ARCHIVE else None),
            category="A" if kind == ARCHIVE else "",
        ), tuple(documents), VERSIONS[kind])

    @api.model
    def _is_for_ever(self, record, owner):
        """Of a case the class of the whole file decides, of a partnership that of each paper."""
        of = record if record._name == "kooperacje.case" else owner
        return self.env["kooperacje.file.kind"]._class_of(of._name, record.company_id).is_for_ever

    @api.model
    def _institution(self, partner):
        # sudo: name and NIP of an office or institution, as they stand on every letter.
        partner = partner.sudo()
        return eadm.Institution(partner.name or "", "".join(filter(str.isdigit, partner.vat or "")))

    @api.model
    def _documents(self, filed, office, version):
        by_paper = {(one.record._name, one.record.id, one.place): str(one.attachment.id) for one in filed}
        documents, names = [], set()
        for number, one in enumerate(filed, 1):
            relations = []
            other = {"issued": "signed", "signed": "issued"}.get(one.place)
            if other and (pair := by_paper.get((one.record._name, one.record.id, other))):
                relations.append(("ma wersję" if one.place == "issued" else "jest wersją", pair))
            if one.place == "receipt":
                of = (one.record.paper_model, one.record.paper_id)
                paper = by_paper.get((*of, "signed")) or by_paper.get((*of, "issued"))
                relations += [("odnosi się do", paper)] if paper else []
            content = one.attachment.raw or b""
            documents.append(eadm.Document(
                name=self._name_in_package(one, number, names), content=content, identifier=str(one.attachment.id),
                title=self._title_in_package(one, number), kind=self._sort_of(one), mime=one.attachment.mimetype,
                days=self._days_of(one), relations=tuple(relations),
                creator=eadm.Institution(one.record.issuer) if one.place == "others" else office,
                recipient=self._institution(one.record.recipient_id) if (
                    one.place == "receipt" and one.record.recipient_id) else None,
                status="unieważniony" if (
                    one.place in ("issued", "signed") and one.record.document_state == "void") else "",
            ))
        return documents

    @api.model
    def _sort_of(self, one):
        if one.place in ("receipt", "attached"):
            return RECEIPT if one.place == "receipt" else "załącznik"
        if one.place == "others":
            return SORTS_OF_OTHERS.get(one.record.kind, "pismo")
        return SORTS.get(one.record._name, "pismo")

    @api.model
    def _name_in_package(self, one, number, taken):
        """Made of numbers and kinds alone: neither what somebody called a file nor a name of a person is in it."""
        extension = (mimetypes.guess_extension(one.attachment.mimetype or "") or ".bin").lstrip(".")
        if one.place in ("issued", "signed"):
            stem = eadm.file_label(one.record._document_filename()) + ("-podpisany" if one.place == "signed" else "")
            if one.place == "signed":
                extension = (one.record.signed_copy_filename or "").rpartition(".")[2] or extension
        elif one.place == "receipt":
            stem = f"potwierdzenie-{eadm.file_label(one.record.number)}"
        else:
            stem = f"{'dokument' if one.place == 'others' else 'zalacznik'}-{number:03}"
        name = f"{stem}.{extension}"
        if name.lower() in taken:
            name = f"{stem}-{number:03}.{extension}"
        taken.add(name.lower())
        return name

    @api.model
    def _title_in_package(self, one, number):
        """:raises UserError: what somebody called the file tells of the procedure Niebieskie Karty"""
        if one.place in ("issued", "signed"):
            title = " ".join(filter(None, [one.record._document_bar_name(), one.record.document_number]))
            return f"{title} ({self.env._('signed copy')})" if one.place == "signed" else title
        if one.place == "receipt":
            return self.env._("Proof of delivery of item %s", one.record.number)
        name = one.attachment.name
        if one.place == "others":
            name = ", ".join(filter(None, [one.record.display_name, one.record.subject, one.record.issuer]))
        elif one.attachment.res_field:
            field = self.env[one.attachment.res_model]._fields[one.attachment.res_field]
            name = field._description_string(self.env)
        if blue_card.names(name):
            # Titles are Polish, what the reader is told is in his or her own language.
            reader = self.env["kooperacje.refusal"]._in_readers_language()
            raise UserError(reader.env._(
                "The file “%(file)s” names the procedure Niebieskie Karty, which has files of its own. Take it out of "
                "the file of the case, or hand over without attached files.", file=name))
        return name or self.env._("Attachment %s", number)

    @api.model
    def _days_of(self, one):
        record = one.record
        if one.place == "receipt":
            days = [("sent", record.sent_on), ("delivered", record.delivered_on)]
        elif one.place == "others":
            days = [("written", record.issued_on), ("received", record.received_on)]
        elif one.place == "attached":
            days = [("received", office_time(one.attachment.create_date).date())]
        else:
            days = [("written", record.document_date), ("signed", one.place == "signed" and record.signed_on)]
        days = [(kind, day) for kind, day in days if day]
        return tuple(days or [("written", office_time(one.attachment.create_date).date())])

    @api.model
    def _make_package(self, record, kind, recipient, recipient_name, reason, container="zip", with_attached=True):
        """Pack the file of ``record`` and keep the record of it. What was written is read back and has to be equal.

        :raises UserError: see :meth:`_package_of`; the file is too large for a package
        """
        self._check_may_release(record)
        package = self._package_of(record, kind, with_attached)
        try:
            content = eadm.write(package, container)
        except eadm.PackageError as error:
            if error.reason in ("large", "many"):
                raise UserError(self.env._(
                    "The file is too large for one package (500 MB, 10,000 files). Hand over without attached files, "
                    "and these on another medium.")) from error
            raise
        if eadm_reader.check(content) or eadm_reader.read(content) != package:
            raise UserError(self.env._(
                "The package could not be read back as it was written, so nothing was handed over. Tell whoever looks "
                "after Odoo the code of the case."))
        name = f"{eadm.file_label(package.case.sign)}-{office_today():%Y%m%d}.{container}"
        seal = eadm.seal(name, content, eadm_reader.files_of(content))
        return self._keep(record, {
            "kind": kind, "recipient_id": recipient.id, "recipient_name": recipient_name, "reason": reason,
            "sign": package.case.sign, "heading": package.case.heading, "package": base64.b64encode(content),
            "package_filename": name, "seal": base64.b64encode(seal), "seal_filename": f"{name}.sha256",
            "digest": eadm.digest(content), "document_count": len(package.documents),
            "opened_on": package.case.opened, "closed_on": package.case.closed,
        })

    @api.model
    def _keep(self, record, values):
        """The record of what was handed over, under the rules of the user; the log of reads holds the reason."""
        is_case = record._name == "kooperacje.case"
        company = record.company_id
        if is_case:
            self.env["kooperacje.read.log"]._note(record, "export", reason=values["reason"])
        # superuser: records of this kind are made by this step alone; who may take it has been checked.
        release = self.sudo()._unguarded().create({
            **values, "case_id": is_case and record.id, "partnership_id": not is_case and record.id,
            "company_id": company.id, "released_by_id": self.env.uid,
            "number": company._draw_number(
                "kooperacje.release", office_today(), prefix="", suffix="/%(range_year)s",
                # sudo: the name of the office.
                name=f"{self.env['ir.model']._get(self._name).name} ({company.sudo().name})",
            ),
        })
        return release.with_env(self.env)

    # ------------------------------------------------------------
    # Screen and paper
    # ------------------------------------------------------------

    @api.readonly
    def action_print(self):
        """The protocol of the hand-over, with the transfer list for an archive."""
        self.check_access("read")
        return self.env.ref("kooperacje.report_release").report_action(self)

    def _document_title(self):
        return self.env._("Hand-over %s", self.number)

    def _document_filename(self):
        return self._file_label(f"przekazanie-akt-{self.number}")

    def _print_files(self):
        """``[(name, digest)]`` of the documents in the package, as the seal says."""
        text = base64.b64decode(self.with_context(bin_size=False).seal or b"").decode()
        rows = [line.split("  ", 1) for line in text.splitlines()]
        return [(name.removeprefix("dokumenty/"), value) for value, name in rows if name.startswith("dokumenty/")]

    def _print_recipient(self):
        return ", ".join(filter(None, [self.recipient_id.name, self.recipient_name]))

    def _print_day(self):
        return format_date(self.env, office_time(self.released_at).date(), date_format="dd.MM.y")

    # ------------------------------------------------------------
    # The whole file as one PDF
    # ------------------------------------------------------------

    @api.model
    def _make_whole(self, case, parts, recipient_name, reason, password=None):
        """The file of ``case`` as one PDF, and the record that it was taken out.

        :param parts: keys of ``PARTS``
        :return: the record and the bytes, which are kept nowhere
        :raises UserError: nothing is in the parts chosen; a paper or file names the procedure Niebieskie Karty; the
            password is short; the engine of papers is not installed
        """
        self._check_may_release(case)
        if password and len(password) < case_file.SHORTEST:
            raise UserError(self.env._(
                "The password is too short: it has to have at least %s characters.", case_file.SHORTEST))
        polish = self.with_context(lang=self._print_lang())
        papers = polish._whole_papers(case, parts)
        attached = polish._whole_attached(case) if "attached" in parts else []
        if not papers and not attached:
            raise UserError(self.env._("Nothing is in the parts you have chosen. Choose others."))
        sign = self._sign_of(case)
        element = case_file.article("AKTA SPRAWY", [
            ("Znak sprawy", sign), ("Kod sprawy", case.name if sign != case.name else ""),
            ("Klasa wykazu akt", self._file_class(case).name or ""), ("Ośrodek", case.company_id.name),
            ("Sporządził(a)", self.env.user.name), ("Dnia", office_today().strftime("%d.%m.%Y")), ("Cel", reason),
        ], papers, [(name, what, eadm.digest(content)) for name, what, _mime, content in attached])
        content = case_file.finish(polish._lay_out(element, f"Akta sprawy {sign}"), attached, password)
        return self._keep(case, {
            "kind": WHOLE, "recipient_name": recipient_name, "reason": reason, "sign": sign,
            "heading": self._file_class(case).name, "digest": eadm.digest(content),
            "document_count": len(papers) + len(attached),
        }), content

    @api.model
    def _lay_out(self, element, title):
        report = self.env.ref("kooperacje.report_release")
        try:
            return paper.render(
                [element], title, "\n".join([
                    str(self.env["ir.qweb"]._render("kooperacje.document_style")),
                    report._page_style(report), case_file.STYLE,
                ]), [tools.misc.file_path(font) for font in FONTS],
            )
        except paper.EngineMissing as error:
            reader = self.env["kooperacje.refusal"]._in_readers_language()
            raise UserError(reader.env._(
                "Papers cannot be printed here: the WeasyPrint library is missing on the server. Tell whoever looks "
                "after Odoo; “Configuration ‣ State of the system” says what to install.",
            )) from error

    @api.model
    def _whole_papers(self, case, parts):
        """``[(title, HTML element)]`` of the papers, in the order of the parts and within them by date."""
        found = []
        if "course" in parts:
            found += [(case, "kooperacje.report_intake", ""), (case, "kooperacje.report_case_activity", ""),
                      (case, "kooperacje.report_case_metric", "")]
        if "papers" in parts:
            found += [(one, one._document_report(), "") for one in self._whole_issued(case)]
        if "plans" in parts:
            plans = self.env["kooperacje.plan"].search(
                [("case_id", "=", case.id), ("state", "!=", "draft")], order="id")
            found += [(one, "kooperacje.report_plan", one.display_name) for one in plans]
            assessments = self.env["kooperacje.assessment"].search([("case_id", "=", case.id)], order="id")
            found += [(one, "kooperacje.report_assessment", one.display_name) for one in assessments]
        return [
            (self._whole_title(record, self.env.ref(report), name), self._whole_element(record, self.env.ref(report)))
            for record, report, name in found if report
        ]

    @api.model
    def _whole_issued(self, case):
        """Issued, signed and voided papers of the case that the program prints, by date."""
        found = []
        for name, (link, _of_partnership) in self._filed_models().items():
            Model = self.env[name].with_context(active_test=False)
            if link == "case_id" and hasattr(Model, "_document_register_signature") and Model.has_access("read"):
                found += Model.search([
                    ("case_id", "=", case.id), ("document_state", "in", ("issued", "signed", "void")),
                    ("document_number", "!=", False),
                ])
        return sorted(found, key=lambda one: (one.document_date or fields.Date.to_date(one.create_date), one._name))

    @api.model
    def _whole_title(self, record, report, name):
        if "document_number" not in record._fields:
            return " – ".join(filter(None, [report.name, name]))
        title = f"{report.name} – {record.document_number}"
        return f"{title} (unieważniony)" if record.document_state == "void" else title

    @api.model
    def _whole_element(self, record, report):
        page = self.env["ir.actions.report"]._render_qweb_html(report, record.ids, data={"report_type": "pdf"})[0]
        root = lxml.html.fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
        report._refuse_blue_card(root)
        found = root.xpath(ARTICLE)
        element = lxml.html.Element("div")
        element.extend(found)
        return element

    @api.model
    def _whole_attached(self, case):
        """``[(file name, what it is, type, bytes)]`` of signed copies, confirmations and files of others."""
        taken, result = set(), []
        for number, one in enumerate(self._filed(case), 1):
            if one.place != "issued":
                result.append((
                    self._name_in_package(one, number, taken), self._title_in_package(one, number),
                    one.attachment.mimetype or "application/octet-stream", one.attachment.raw or b"",
                ))
        return result
