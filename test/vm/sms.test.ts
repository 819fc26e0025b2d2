// The power of an SMS node is cut. STEP=database,agent for some of its steps, CUTS=4 for more cuts while each of them runs.
import { powerCuts } from "../support/vm/cuts.ts";

powerCuts("sms");
