/** What a platform says about the device, before the app's own options are applied. Types only. */
export interface Runtime {
  platform: string
  os: string
  model: string
  /** Name of the device when its owner gave none. */
  name: string
  /** Identifies this installation again next time, where nothing can be stored; '' where the platform offers nothing. */
  fingerprint: string
}
