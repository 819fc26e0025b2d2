// The power of a front end is cut. STEP=web,tls for some of its steps, CUTS=4 for more cuts while each of them runs.
import { powerCuts } from "../support/vm/cuts.ts";

powerCuts("fe");
