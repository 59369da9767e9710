from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import split_every

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.kernels.workbook import Issue, fold
from odoo.addons.kooperacje.models.basket.partnership import INSTITUTION_FIELDS, STAFF_FIELDS
from odoo.addons.kooperacje.models.basket.service_exchange import PLAIN

BATCH = 1000
# A service must have these, so an empty cell means the usual value.
USUAL = {"kind": "simple", "origin": "partnership", "visibility": "partnership"}
# What follows from other columns of a new service unless the file says otherwise.
FOLLOWING = ("activities", "capacity_status", "capacity_stated_on")


class ImportRefused(Exception):
    """The models refuse the file; ``issues`` say where."""

    def __init__(self, issues):
        super().__init__(str(issues))
        self.issues = issues


class ImportPlan:
    """What a file means for the basket: found out row by row without changing anything, then applied as a whole.

    An institution is known by its id, or, while it is only a row of the file, by that row.
    """

    def __init__(self, upload, reading):
        self.upload = upload
        self.env = upload.env
        self.partnership = upload.partnership_id
        self.issues = list(reading.issues)
        self.rows = reading.rows
        self.untouched = 0
        self.new_services, self.changed_services, self.withdrawn, self.returned = [], [], [], []
        self.new_institutions, self.changed_institutions = [], []
        self.new_staff, self.changed_staff = [], []
        if self.issues:
            return
        self.dictionaries = self.partnership._basket_dictionaries()
        self._look_up()
        self._plan_institutions()
        self._plan_staff()
        self._plan_services()

    def counts(self):
        changed = {row for row, *_rest in self.changed_services + self.withdrawn + self.returned}
        return {
            "new_count": len(self.new_services) + len(self.new_institutions) + len(self.new_staff),
            "changed_count": len(changed) + len(self.changed_institutions) + len(self.changed_staff),
            "untouched_count": self.untouched,
        }

    # ------------------------------------------------------------------
    # What the file alone cannot show
    # ------------------------------------------------------------------

    def _issue(self, sheet, row, key, code, **params):
        column = next(column.label for column in sheet.columns if column.key == key)
        self.issues.append(Issue(code, sheet.name, row.number, column, params))

    def _keys(self, sheet):
        return [row.values["key"] for row in self.rows[sheet.key] if row.values.get("key")]

    def _touched(self, sheet, current):
        """Rows of ``sheet`` that are new or touched, as (row, record or None, keys changed).

        :param current: ``{key: (record, its row as it would go out now)}``
        """
        rendered = layout.renderers(sheet, self.dictionaries)
        for row in self.rows[sheet.key]:
            key = row.values.get("key")
            if not key:
                yield row, None, []
                continue
            if key not in current:
                self._issue(sheet, row, "key", "unknown_key")
                continue
            record, values = current[key]
            names = [] if row.untouched else layout.changed(sheet, values, row.values)
            mark = row.values.get("mark")
            if not names:
                self.untouched += 1
            elif mark and mark != layout.row_fingerprint(sheet, rendered, values):
                self._issue(
                    sheet, row, "key", "conflict", who=record.write_uid.name,
                    when=fields.Date.to_string(record.write_date),
                )
            else:
                yield row, record, names

    def _look_up(self):
        """TERYT codes and dictionaries, once for all rows."""
        codes = {row.values["teryt"] for rows in self.rows.values() for row in rows if row.values.get("teryt")}
        self.areas = {
            area.code: area.id for area in self.env["kooperacje.area"].search([("code", "in", list(codes))])
        }
        for sheet in (layout.SERVICES, layout.INSTITUTIONS):
            for row in self.rows[sheet.key]:
                code = row.values.get("teryt")
                if code and code not in self.areas:
                    self._issue(sheet, row, "teryt", "unknown_teryt", value=code)
        # Offices number their own entries alike: W1 is another need in each.
        self.needs, self.groups = (
            {record.code: record.id for record in self.env[model]._used_by(self.partnership.company_id)}
            for model in ("kooperacje.need", "kooperacje.target.group")
        )
        self.types = {record.code: record.id for record in self.env["kooperacje.institution.type"].search(Domain.TRUE)}

    def _plan_institutions(self):
        sheet = layout.INSTITUTIONS
        Partner = self.env["res.partner"]
        known = Partner.search([("exchange_key", "in", self._keys(sheet)), ("is_institution", "=", True)])
        writable = known._filtered_access("write")
        rows = self.partnership._basket_sheet_institutions(known)
        current = {row["key"]: (record, row) for record, row in zip(known, rows, strict=True)}
        self.by_name = {}
        for institution in known:
            self._call(institution.name, institution.id)
        for row, institution, touched in self._touched(sheet, current):
            # An empty cell changes nothing: what an institution says of itself is not deleted by a file.
            names = [name for name in touched or row.values if row.values.get(name)]
            values = {INSTITUTION_FIELDS[name]: row.values[name] for name in names if name in INSTITUTION_FIELDS}
            if "type" in names:
                values["institution_type_id"] = self.types[row.values["type"]]
            if "teryt" in names:
                values["area_id"] = self.areas.get(row.values["teryt"], False)
            if institution is None:
                self.new_institutions.append((row, {**values, "is_company": True, "is_institution": True}))
                self._call(row.values.get("name"), row)
            elif values:
                if institution not in writable:
                    self._issue(sheet, row, "name", "not_yours", institution=institution.name)
                self.changed_institutions.append((row, institution, values))
                self._call(row.values.get("name"), institution.id)
            else:
                self.untouched += 1
        self._check_known()

    def _check_known(self):
        """New institutions that the database knows already, by their NIP."""
        sheet = layout.INSTITUTIONS
        numbers = {row.values["nip"]: row for row, _values in self.new_institutions if row.values.get("nip")}
        for partner in self.env["res.partner"].search([("vat", "in", list(numbers)), ("is_institution", "=", True)]):
            self._issue(
                sheet, numbers[partner.vat], "nip", "institution_known", value=partner.name,
                number=partner.exchange_key,
            )

    def _call(self, name, institution):
        if name and self.by_name.setdefault(fold(name), institution) is not institution and (
            self.by_name[fold(name)] != institution
        ):
            self.by_name[fold(name)] = "ambiguous"

    def _institution_of(self, sheet, row):
        name = row.values.get("institution")
        found = self.by_name.get(fold(name or ""))
        if found is None:
            self._issue(sheet, row, "institution", "unknown_institution", value=name)
        elif found == "ambiguous":
            self._issue(sheet, row, "institution", "ambiguous_institution", value=name)
            return None
        return found

    def _plan_staff(self):
        sheet = layout.SPECIALISTS
        staff = self.env["res.partner"].search([
            ("exchange_key", "in", self._keys(sheet)), ("parent_id.is_institution", "=", True),
            ("team_available", "=", True),
        ])
        rows = {row["key"]: row for row in self.partnership._basket_sheet_specialists(staff.parent_id)}
        current = {person.exchange_key: (person, rows[person.exchange_key]) for person in staff}
        for row, person, names in self._touched(sheet, current):
            institution = self._institution_of(sheet, row)
            if institution is None:
                continue
            if person is None:
                values = {field: row.values[key] for key, field in STAFF_FIELDS.items() if row.values.get(key)}
                self.new_staff.append((row, institution, {**values, "team_available": True, "type": "contact"}))
            elif institution != person.parent_id.id:
                self._issue(sheet, row, "institution", "institution_fixed", institution=person.parent_id.name)
            else:
                values = {STAFF_FIELDS[key]: row.values.get(key, False) for key in names if key in STAFF_FIELDS}
                self.changed_staff.append((row, person, values))

    def _plan_services(self):
        sheet = layout.SERVICES
        known = self.env["kooperacje.service"].search([
            ("partnership_id", "=", self.partnership.id), ("exchange_key", "in", self._keys(sheet)),
            ("state", "in", ("verified", "withdrawn")),
        ])
        current = {row["key"]: (service, row) for service, row in zip(known, known._basket_rows({}), strict=True)}
        members = set(self.partnership._card_institutions().ids)
        taken = self._names_taken()
        for row, service, names in self._touched(sheet, current):
            before = len(self.issues)
            institution = self._institution_of(sheet, row)
            self._check_values(row)
            self._check_state(row, service, names)
            if service is None:
                place = institution, fold(row.values.get("name") or "")
                if place in taken:
                    self._issue(sheet, row, "name", "already_there", value=row.values.get("name"))
                taken.add(place)
            elif institution is not None and institution != service.institution_id.id:
                self._issue(sheet, row, "institution", "institution_fixed", institution=service.institution_id.name)
            enters = (row.values.get("state") or "verified") == "verified" and (
                service is None or service.state == "withdrawn"
            )
            of_partnership = (row.values.get("origin") or "partnership") == "partnership"
            if enters and of_partnership and institution is not None and institution not in members:
                self._issue(sheet, row, "origin", "not_member", institution=row.values.get("institution"))
            if len(self.issues) == before:
                self._take_service(row, service, institution, names)

    def _names_taken(self):
        """``{(institution, name)}`` of the basket, against a file of new rows that is imported twice."""
        if all(row.values.get("key") for row in self.rows[layout.SERVICES.key]):
            return set()
        rows = self.env["kooperacje.service"]._read_group(
            [("partnership_id", "=", self.partnership.id), ("state", "=", "verified")], ["institution_id", "name"],
        )
        return {(institution.id, fold(name)) for institution, name in rows}

    def _check_values(self, row):
        """What only the row as a whole can show."""
        sheet, get = layout.SERVICES, row.values.get
        if get("age_to") and get("age_from") and get("age_from") > get("age_to"):
            self._issue(sheet, row, "age_from", "age_order", start=get("age_from"), end=get("age_to"))
        if get("date_from") and get("date_to") and get("date_from") > get("date_to"):
            self._issue(sheet, row, "date_to", "date_order", start=get("date_from"), end=get("date_to"))
        if get("capacity") and get("capacity_free") and get("capacity_free") > get("capacity"):
            self._issue(
                sheet, row, "capacity_free", "free_over_places", free=get("capacity_free"), places=get("capacity"),
            )

    def _check_state(self, row, service, names):
        sheet, state, reason = layout.SERVICES, row.values.get("state"), row.values.get("withdrawal_reason")
        if service is None:
            if state not in (None, "verified"):
                self._issue(sheet, row, "state", "new_state")
        elif state == "proposed":
            self._issue(sheet, row, "state", "state_fixed")
        if state == "withdrawn" and not reason:
            self._issue(sheet, row, "withdrawal_reason", "reason_missing")
        elif state != "withdrawn" and reason and (service is None or "withdrawal_reason" in names):
            self._issue(sheet, row, "withdrawal_reason", "not_withdrawn")

    def _take_service(self, row, service, institution, names):
        if service is None:
            values = self._service_values(row, [
                column.key for column in layout.SERVICES.content
                if column.key not in FOLLOWING or row.values.get(column.key)
            ])
            self.new_services.append((row, institution, values))
            return
        values = self._service_values(row, names)
        if values:
            self.changed_services.append((row, service, values))
        state = row.values.get("state") or "verified"
        if state == "withdrawn" and {"state", "withdrawal_reason"} & set(names):
            self.withdrawn.append((row, service, row.values["withdrawal_reason"]))
        elif state == "verified" and service.state == "withdrawn":
            self.returned.append((row, service))

    def _service_values(self, row, names):
        get, values = row.values.get, {}
        for name in names:
            if name in PLAIN:
                values[name] = get(name) or USUAL.get(name, False)
            elif name == "area":
                values["need_area_id"] = self.needs.get(get("area"), False)
            elif name == "needs":
                values["need_ids"] = [Command.set([self.needs[code] for code in get("needs") or ()])]
            elif name == "target_groups":
                values["target_group_ids"] = [Command.set([self.groups[code] for code in get("target_groups") or ()])]
            elif name == "teryt":
                values["territory_id"] = self.areas.get(get("teryt"), False)
        return values

    # ------------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------------

    def apply(self):
        """Write everything, in the user's rights.

        :raise ImportRefused: naming the rows; what was written until then is for the caller to undo
        """
        self.created = {}
        self.reason = self.partnership._in_office_language().env._("Workbook of the basket")
        self._each(layout.INSTITUTIONS, self.new_institutions, self._create_institutions)
        for change in self.changed_institutions:
            self._each(layout.INSTITUTIONS, [change], self._write_each)
        self._each(layout.SPECIALISTS, self.new_staff, self._create_staff)
        for change in self.changed_staff:
            self._each(layout.SPECIALISTS, [change], self._write_each)
        steps = [
            *((list(batch), self._create_services) for batch in split_every(BATCH, self.new_services)),
            *((batch, self._write_alike) for batch in self._alike()),
            *(([withdrawal], self._withdraw) for withdrawal in self.withdrawn),
            *([(self.returned, self._put_back)] if self.returned else []),
        ]
        total, done = sum(len(items) for items, _step in steps), 0
        for items, step in steps:
            self._each(layout.SERVICES, items, step)
            done += len(items)
            if total > BATCH:
                self.upload._tell(99 * done // total)

    def _each(self, sheet, items, step):
        """``step(items)``; when it is refused, once more one by one, to name the rows."""
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                step(items)
                self.env.flush_all()
        except (UserError, AccessError, IntegrityError) as refusal:
            if len(items) == 1:
                row = items[0][0]
                issue = Issue("impossible", sheet.name, row.number) if isinstance(refusal, IntegrityError) else Issue(
                    "refused", sheet.name, row.number, None, {"message": str(refusal)},
                )
                raise ImportRefused([issue]) from refusal
            issues = []
            for item in items:
                try:
                    self._each(sheet, [item], step)
                except ImportRefused as one:
                    issues += one.issues
            raise ImportRefused(issues or [Issue("refused", sheet.name, items[0][0].number, None, {
                "message": str(refusal),
            })]) from refusal

    def _create_institutions(self, items):
        partners = self.env["res.partner"].create([values for _row, values in items])
        self.created.update({row: partner.id for (row, _values), partner in zip(items, partners, strict=True)})

    def _create_staff(self, items):
        self.env["res.partner"].create([
            {**values, "parent_id": self.created.get(institution, institution)} for _row, institution, values in items
        ])

    @staticmethod
    def _write_each(items):
        for _row, record, values in items:
            record.write(values)

    def _create_services(self, items):
        # The message that a service was created would be one per row; the partnership's says it for all.
        services = self.env["kooperacje.service"].with_context(mail_create_nolog=True).create([{
            **values, "partnership_id": self.partnership.id,
            "institution_id": self.created.get(institution, institution),
        } for _row, institution, values in items])
        services.with_context(tracking_disable=True)._mark_verified(self.reason)

    def _alike(self):
        """Changed services by what is written to them: one write for all that get the same."""
        groups = {}
        for item in self.changed_services:
            groups.setdefault(repr(sorted(item[2].items())), []).append(item)
        return groups.values()

    def _write_alike(self, items):
        self.env["kooperacje.service"].union(*(service for _row, service, _values in items)).write({
            **items[0][2], "change_reason": self.reason,
        })

    @staticmethod
    def _withdraw(items):
        for _row, service, reason in items:
            if service.state == "withdrawn":
                service._unguarded().withdrawal_reason = reason
            else:
                service._withdraw(reason)

    def _put_back(self, items):
        self.env["kooperacje.service"].union(*(service for _row, service in items)).action_verify()
