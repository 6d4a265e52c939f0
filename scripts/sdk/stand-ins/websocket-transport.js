/** Takes the place of engine.io-client's transports/index.js, in that folder: connections use WebSocket and nothing else. */
import { WS } from './websocket.node.js'

export const transports = { websocket: WS }
