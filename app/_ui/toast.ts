/** Short messages at the edge of the page. The library that shows them is loaded with the first one (toaster.tsx). */
import type { ExternalToast, toast as library } from 'sonner'

export type ToastLibrary = typeof library
/** `id`: a later message with the same id takes the place of this one. */
export type ToastOptions = Pick<ExternalToast, 'action' | 'description' | 'duration' | 'id'>
type Act = (toasts: ToastLibrary) => void

/** Messages that wait until they can be shown. */
const waiting: Act[] = []
let shown: ToastLibrary | null = null
let onWanted: (() => void) | null = null

function send(act: Act): void {
  if (shown) {
    act(shown)
    return
  }
  waiting.push(act)
  onWanted?.()
}

/** Shows a message. `useAct` shows failed calls. */
export const toast = Object.assign(
  (title: string, options?: ToastOptions) => send((toasts) => toasts.message(title, options)),
  {
    success: (title: string, options?: ToastOptions) => send((toasts) => toasts.success(title, options)),
    error: (title: string, options?: ToastOptions) => send((toasts) => toasts.error(title, options)),
    warning: (title: string, options?: ToastOptions) => send((toasts) => toasts.warning(title, options)),
    loading: (title: string, options?: ToastOptions) => send((toasts) => toasts.loading(title, options)),
    dismiss: (id: string) => send((toasts) => toasts.dismiss(id)),
  },
)

/** For the toaster: calls `listener` when a message waits. Returns a function that ends it. */
export function onToastWanted(listener: () => void): () => void {
  onWanted = listener
  if (waiting.length > 0) listener()
  return () => {
    onWanted = null
    shown = null
  }
}

/** For the toaster: from now on messages are shown with `toasts`, those that waited first. */
export function startToasts(toasts: ToastLibrary): void {
  shown = toasts
  for (const act of waiting.splice(0)) act(toasts)
}
