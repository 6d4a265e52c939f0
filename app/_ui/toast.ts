/** Short messages at the edge of the page. The library that shows them is loaded with the first one (toaster.tsx). */
import type { ExternalToast } from 'sonner'

type ToastKind = 'message' | 'success' | 'error' | 'warning'
export type ToastOptions = Pick<ExternalToast, 'action' | 'description' | 'duration' | 'id'>
export type ShowToast = (kind: ToastKind, title: string, options?: ToastOptions) => void

/** Messages that wait until they can be shown. */
const waiting: Parameters<ShowToast>[] = []
let show: ShowToast | null = null
let onWanted: (() => void) | null = null

function send(...message: Parameters<ShowToast>): void {
  if (show) {
    show(...message)
    return
  }
  waiting.push(message)
  onWanted?.()
}

/** Shows a message. `useAct` shows failed calls. */
export const toast = Object.assign((title: string, options?: ToastOptions) => send('message', title, options), {
  success: (title: string, options?: ToastOptions) => send('success', title, options),
  error: (title: string, options?: ToastOptions) => send('error', title, options),
  warning: (title: string, options?: ToastOptions) => send('warning', title, options),
})

/** For the toaster: calls `listener` when a message waits. Returns a function that ends it. */
export function onToastWanted(listener: () => void): () => void {
  onWanted = listener
  if (waiting.length > 0) listener()
  return () => {
    onWanted = null
    show = null
  }
}

/** For the toaster: from now on messages are shown with `ready`, those that waited first. */
export function startToasts(ready: ShowToast): void {
  show = ready
  for (const message of waiting.splice(0)) ready(...message)
}
