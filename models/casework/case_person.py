from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.signing import Party
from odoo.addons.kooperacje.models.casework.person import ADULT_AGE

# Relation → relations of those whose parent the person is by law; everybody else needs a title.
OWN_CHILDREN = {"main": ("child",), "parent": ("main", "sibling")}
# What may happen to a household when the work has ended, and is recorded then too.
FACTS = frozenset({
    "sequence", "joined_on", "left_on", "left_reason", "in_household", "guardian_kind", "guardian_of_ids",
    "guardian_reason",
})
# Kind of guardian → title by which he or she signs for those named.
TITLES = {"parent": "parent", "formal": "guardian"}
# What is typed of somebody who is not registered yet.
TYPED = ("first_name", "last_name", "birth_date")
# Those whose matter it is; they take part, but are no members (K3D-166).
FAMILY_RELATIONS = ("main", "partner", "child", "stepchild", "foster_child", "grandchild")


class CasePerson(models.Model):
    """A person's part in a case: member of the household, close person, guardian (art. 6 pkt 14 u.p.s.).

    Who belongs to the family: without the consent to share identities a partner institution works by the code.
    """

    _name = "kooperacje.case.person"
    _description = "Person in a case"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, sequence, id"
    _rec_name = "person_id"
    # What is typed of somebody new is changed on the page of the person from then on.
    _fixed_fields = frozenset({"case_id", "person_id", *TYPED})
    _of_one_person = True
    _scope_xmlid = "kooperacje.data_scope_identity"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    person_id = fields.Many2one("kooperacje.person", "Person", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    relation = fields.Selection(
        [
            ("main", "Main person"), ("partner", "Spouse or partner"), ("child", "Child"),
            ("stepchild", "Child of the partner"), ("foster_child", "Child in foster care"),
            ("grandchild", "Grandchild"), ("parent", "Parent"), ("sibling", "Sibling"),
            ("grandparent", "Grandparent"), ("other_relative", "Other relative"), ("unrelated", "Unrelated"),
            ("significant", "Significant other"),
        ],
        required=True, default="main",
        help="To the main person. A child, own or adopted, is signed for by the main person; for a child of the "
             "partner, in foster care or a grandchild enter who represents it on the page of the child.",
    )
    in_household = fields.Boolean("In the household", default=True)
    joined_on = fields.Date("In the household since", help="Birth, moving in, return.")
    left_on = fields.Date("Left the household on", help="From that day on the person is no member of the household.")
    left_reason = fields.Selection(
        [("moved", "Moved out"), ("separated", "Separation"), ("placed", "Placed elsewhere (foster care, institution)"),
         ("died", "Died")],
        "Why",
    )
    taken_back_on = fields.Date(
        "Took back the sharing on", readonly=True, copy=False,
        help="The person no longer shares his or her data with the team: other institutions see neither name nor "
             "details, whatever the rest of the family shares.",
    )
    guardian_kind = fields.Selection(
        [("parent", "Parent outside the household"), ("formal", "Formal guardian"), ("informal", "Informal guardian")],
        # K3D-167
        help="Parent outside the household: signs for the children named, as the other parent does. Formal: guardian "
             "appointed by a court, in the place of the parents; signs for those named. Informal: helps a person "
             "unable to take part actively and signs for nobody.",
    )
    guardian_of_ids = fields.Many2many("kooperacje.person", string="Guardian of")
    guardian_reason = fields.Char(
        help="Why the person is represented or helped: health, age, hard conditions; or the court's decision.",
    )
    # Of the person; of somebody who is not registered yet they are typed here, and the person is made of them.
    first_name = fields.Char(related="person_id.first_name", related_sudo=False, readonly=False)
    last_name = fields.Char(related="person_id.last_name", related_sudo=False, readonly=False)
    birth_date = fields.Date(related="person_id.birth_date", related_sudo=False, readonly=False)
    is_minor = fields.Boolean("Minor", related="person_id.is_minor", related_sudo=False)

    _system_fields = frozenset({"team_member_id", "taken_back_on"})
    team_member_id = fields.Many2one(
        "kooperacje.team.member", "Member of the team", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )

    _person_uniq = models.Constraint("UNIQUE(case_id, person_id)", "This person is already in the case.")

    @api.model_create_multi
    def create(self, vals_list):
        """Linking a person opens it to the readers of the case, so only those who may see the person may link it.

        Asked before the line exists, since the line itself would give the answer. A line that names nobody who is
        registered makes the person of what was typed in it.

        :raises ValidationError: a line with neither a person nor a whole name
        """
        default = self.env.context.get("default_person_id")
        ids = {vals.get("person_id", default) for vals in vals_list} - {None, False}
        self.env["kooperacje.person"].browse(ids).check_access("read")
        vals_list = self._with_persons(vals_list)
        lines = super().create([self._leaving(vals) for vals in vals_list])
        lines._check_work_goes_on()
        lines.filtered(lambda line: line.guardian_kind in TITLES)._sync_titles()
        return lines

    def write(self, vals):
        if not vals.keys() <= FACTS:
            self._check_work_goes_on()
        result = super().write(self._leaving(vals))
        if {"guardian_kind", "guardian_of_ids", "guardian_reason"} & vals.keys():
            self._sync_titles()
        return result

    def _check_work_goes_on(self):
        """:raises UserError: the work in the case has ended; who it was for stays as the closing papers say"""
        if not self.env.su and not self._is_by_method():
            self.case_id._check_not_ended()

    def unlink(self):
        self._check_work_goes_on()
        titled = self.filtered(lambda line: line.guardian_kind in TITLES)
        if titled:
            titled.write({"guardian_kind": False})
        return super().unlink()

    @api.model
    def _with_persons(self, vals_list):
        """``vals_list`` with persons made of the typed names where none is given; they belong to the case's office.

        :raises ValidationError: half a name; or a person is chosen and somebody else's name or birth date typed beside
        """
        result, new = [], []
        for vals in vals_list:
            typed = {name: vals[name] for name in TYPED if vals.get(name)}
            kept = {name: value for name, value in vals.items() if name not in TYPED}
            result.append(kept)
            chosen = self.env["kooperacje.person"].browse(
                kept.get("person_id", self.env.context.get("default_person_id")) or ()
            )
            if chosen:
                if any(chosen[name] != chosen._fields[name].convert_to_cache(typed[name], chosen) for name in typed):
                    raise ValidationError(self.env._(
                        "Beside %(person)s another name or birth date is typed. Leave them empty, for the person is "
                        "registered, or correct them on the page of the person first.", person=chosen.display_name,
                    ))
                continue
            if not (typed.get("first_name") or "").strip() or not (typed.get("last_name") or "").strip():
                raise ValidationError(self.env._(
                    "A member of the family needs a first name and a last name, or a person who is registered already.",
                ))
            case = self.env["kooperacje.case"].browse(vals.get("case_id", self.env.context.get("default_case_id")))
            new.append((kept, {**typed, "company_id": case.company_id.id}))
        persons = self.env["kooperacje.person"].create([typed for _kept, typed in new])
        for (kept, _typed), person in zip(new, persons, strict=True):
            kept["person_id"] = person.id
        return result

    @api.model
    def _leaving(self, vals):
        """Who has left the household is none of its members."""
        return {**vals, "in_household": False} if vals.get("left_on") else vals

    @api.constrains("joined_on", "left_on")
    def _check_household_dates(self):
        for line in self:
            days = [day for day in (line.joined_on, line.left_on) if day]
            if days and (max(days) > office_today() or days != sorted(days)):
                raise ValidationError(self.env._(
                    "%(person)s joined and left the household on days that lie in the future or in the wrong order. "
                    "Correct them.", person=line.person_id.display_name,
                ))

    @api.constrains("case_id", "person_id")
    def _check_person(self):
        for line in self:
            if line.person_id.company_id != line.case_id.company_id:
                raise ValidationError(self.env._(
                    "%(person)s is registered in another office. Register the person in the office of the case.",
                    person=line.person_id.display_name,
                ))

    @api.constrains("guardian_kind", "guardian_of_ids")
    def _check_guardian(self):
        for line in self:
            if line.guardian_kind and line.person_id.is_minor:
                raise ValidationError(self.env._(
                    "%(person)s is under age and cannot be a guardian. Name an adult.",
                    person=line.person_id.display_name,
                ))
            if line.person_id in line.guardian_of_ids:
                raise ValidationError(self.env._(
                    "%(person)s cannot be his or her own guardian.", person=line.person_id.display_name,
                ))
            if line.guardian_of_ids - line.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._(
                    "A guardian is named for persons of the case. Add the person to the case first.",
                ))

    # ------------------------------------------------------------
    # Who signs for whom
    # ------------------------------------------------------------

    def _parties(self, on_date=None):
        """The persons of one case as ``kernels.signing`` asks for them, on ``on_date`` (today if not given).

        Who had died before that day is none of them. Titles belong to persons (``kooperacje.person.representation``).
        Beside them the law gives one without a record: the main person is a parent of the children of the case, a
        parent of the main person of the minors among the main person and the siblings; it yields to a guardian
        appointed by a court, and to a record that says that the authority is not full.
        """
        day = on_date or office_today()
        # sudo: who may sign is asked of all titles there are, not of those the caller may read.
        lines = self.sudo().filtered(lambda line: not line.person_id.death_date or line.person_id.death_date >= day)
        titles = self.env["kooperacje.person.representation"].sudo()
        # Since when a guardian named in the list of a case has been one nobody has said; the paper may be older.
        named = Domain("from_line", "=", True) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        titles = titles.search((titles._in_force_domain(day) | named) & titles._persons_domain(lines.person_id))
        represented = dict.fromkeys(lines.person_id, self.env["kooperacje.person"])
        limited = titles._limited()
        for title in titles:
            if title._gives(limited) and title.representative_id in represented:
                represented[title.representative_id] |= title.person_id
        wards = titles.filtered(lambda title: title.kind == "guardian").person_id
        minors = lines.filtered(
            lambda line: (age := line.person_id._age_on(day)) is not None and age < ADULT_AGE
            and line.person_id not in wards
        )
        for line in lines:
            of_law = minors.filtered(
                lambda minor, line=line: minor.relation in OWN_CHILDREN.get(line.relation, ())
                and (line.person_id, minor.person_id) not in limited
            ).person_id
            represented[line.person_id] |= of_law - line.person_id
        return [
            Party(
                line.person_id.id, line.person_id._age_on(day), line.person_id.legal_capacity, line.in_household,
                frozenset(represented[line.person_id].ids),
            )
            for line in lines
        ]

    def _sync_titles(self):
        """A parent or formal guardian named in a case has a title, which goes with the persons wherever they go; what
        is taken out of the line again, or named another kind there, ends with yesterday.
        """
        # sudo: the caller has written the line; the title says the same on the persons.
        Title = self.env["kooperacje.person.representation"].sudo()
        persons = self.person_id
        titles = Title.search(Title._in_force_domain(office_today()) & Domain("representative_id", "in", persons.ids))
        # sudo: the same persons named in the office's other cases keep the title alive.
        others = self.sudo().search([("person_id", "in", persons.ids), ("guardian_kind", "in", list(TITLES))])
        named = {(line.person_id, ward, TITLES[line.guardian_kind]) for line in others for ward in line.guardian_of_ids}
        gone = titles.filtered(
            lambda title: title.from_line and (title.representative_id, title.person_id, title.kind) not in named
        )
        # What was entered on the persons themselves, of whichever kind, says more than the line.
        held = {(title.representative_id, title.person_id) for title in titles - gone}
        gone._end(office_today() - timedelta(days=1))
        new = []
        # sudo: as above, the lines that the caller has written.
        for line in self.sudo().filtered(lambda line: line.guardian_kind in TITLES):
            for ward in line.guardian_of_ids:
                if (line.person_id, ward) not in held:
                    held.add((line.person_id, ward))
                    new.append({
                        "person_id": ward.id, "representative_id": line.person_id.id,
                        "kind": TITLES[line.guardian_kind], "decision": line.guardian_reason, "from_line": True,
                    })
        Title.create(new)

    # ------------------------------------------------------------
    # Members of the team
    # ------------------------------------------------------------
    # A close person may be a private member of the team. The link lies here, under the rules of the case: the
    # register of teams, which others read, does not say who it is.

    @api.constrains("team_member_id", "relation", "in_household", "case_id")
    def _check_member(self):
        for line in self.filtered("team_member_id"):
            # sudo: the case of the team, which need not be the one of the caller.
            if line.team_member_id.sudo().case_id != line.case_id:
                raise ValidationError(self.env._("Choose a member of a team of this case."))
            if line.in_household or line.relation in FAMILY_RELATIONS:
                raise ValidationError(self.env._(
                    "The person and the family take part in the work of the team, but are no members of it. Only "
                    "someone from outside the household may be a private member.",
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signer(self):
        """Who has signed a consent in force is not dropped from the case: nobody would see whose will it was."""
        Statement = self.env["kooperacje.consent.statement"]
        statements = Statement.sudo().search(  # sudo: whether there is such a paper, of cases the caller may write.
            Statement._valid_domain() & Domain("case_id", "in", self.case_id.ids),
        )
        for consent in statements.consent_id:
            signed = self.filtered(
                lambda line, consent=consent: line.case_id == consent.case_id and line.person_id in consent.signer_ids
            )
            if signed:
                raise UserError(self.env._(
                    "%(person)s has signed consent %(number)s, which is in force, and stays in the case. If the person "
                    "has left the household, enter the day in the list of persons; if the consent is to end, withdraw "
                    "it first.", person=signed[0].person_id.display_name, number=consent.document_number or "",
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_member(self):
        if any(line.team_member_id for line in self):
            raise UserError(self.env._(
                "This person is, or was, a private member of the task team and stays on the list of the case.",
            ))
