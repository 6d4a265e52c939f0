/** Takes the place of engine.io-client's polling transport, which its index exports and no connection of ours uses. */
export class XHR {}
