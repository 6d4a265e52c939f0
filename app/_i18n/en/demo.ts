/** Words of the demo device that runs in a browser tab. */
export const demo = {
  start: 'Try the demo device',
  starting: 'Starting…',
  deviceName: 'Demo device (this tab)',
  tokenName: 'Demo device',
  streaming: 'This tab is streaming demo logs',
  sent: '{count, plural, one {# record} other {# records}}',
  watch: 'Watch',
  stop: 'Stop',
  stopped: 'Demo device stopped.',
} as const
