import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "kooperacje.my.day";

/** The first screen of each role: what waits for me, by urgency, each line with its one button. */
export class MyDay extends Component {
    static template = "kooperacje.MyDay";
    static props = { ...standardActionServiceProps };
    static path = "kooperacje-my-day";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ day: null, busy: false, told: "" });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.day = await this.orm.call(MODEL, "waiting", []);
    }

    get isEmpty() {
        return !this.state.day.sections.length;
    }

    /** What a button of a line is called for those who listen: its text alone would not tell of which line. */
    nameOf(section, line) {
        return `${section.button}: ${line.text}`;
    }

    allOf(section) {
        return _t("All (%s)", section.count);
    }

    /** One click is one step, however often the button is pressed meanwhile. */
    async press(section, line) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const action = await this.orm.call(MODEL, "open", [section.key, line.id]);
            if (action) {
                await this.action.doAction(action, { onClose: () => this.load() });
            } else {
                await this.load();
                this.state.told = _t("Done: %s", line.text);
            }
        } finally {
            this.state.busy = false;
        }
    }

    async openAll(section) {
        return this.action.doAction(await this.orm.call(MODEL, "all_of", [section.key]));
    }

    openScreen(screen) {
        return this.action.doAction(screen.action);
    }
}

registry.category("actions").add("kooperacje_my_day", MyDay);
