/** `agent-logger/web`: what a page can record of itself, each only where it is asked for. */
export { captureNavigation } from './capture-navigation.ts'
export { captureNetwork, type NetworkOptions } from './capture-network.ts'
export { captureVitals } from './capture-vitals.ts'
