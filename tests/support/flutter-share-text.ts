/** What a Flutter app sends to other apps when its user presses Share [FP15]. `url` is the address of its QR code. */
export function flutterShareText(url: string): string {
  return `Connect to Agent Logger:\n${url}`
}
