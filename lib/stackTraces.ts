// Pulumi has every stack trace translated through source maps, and takes some ten of them for each resource: a third of
// the program's time. Node runs this program as it is written, so that its traces are right without.
Reflect.deleteProperty(Error, "prepareStackTrace");
