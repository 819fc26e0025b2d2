// Pulumi translates every stack trace through source maps, and captures about ten of them for each resource, which takes a third of the
// program's time. Node runs this program's source directly, so its traces are right without translation.
Reflect.deleteProperty(Error, "prepareStackTrace");
