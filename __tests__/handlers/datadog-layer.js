// Preloaded before a bundled handler, where Lambda has Datadog's wrapper: the real tracer, set up by the environment.
require('dd-trace').init();
