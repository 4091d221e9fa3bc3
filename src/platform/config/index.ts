/** Configuration: the only file tree that reads `process.env`'s shape; the values travel as arguments. */

export { type Config, ConfigError, loadConfig, loadVariables } from './load.ts';
export { phoneFlagLines } from './phone-flags.ts';
export { type VariableName, variables } from './variables.ts';
