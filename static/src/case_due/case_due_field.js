import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is due now in a case: one line each, with the button that opens the right thing. */
export class CaseDueField extends Component {
    static template = "kooperacje.CaseDueField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    get nothing() {
        return _t("Nothing is due now.");
    }

    day(item) {
        return item.date ? formatDate(deserializeDate(item.date)) : "";
    }

    /** Save what is being typed first, as every button of a form does. */
    async open(item) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: "action_due",
            args: JSON.stringify([item.key]),
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: record.context,
            onClose: () => record.load(),
        });
    }
}

registry.category("fields").add("kooperacje_case_due", {
    component: CaseDueField,
    displayName: _t("What is due now"),
    supportedTypes: ["json", "jsonb"],
});
