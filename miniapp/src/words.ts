/** What the shell itself says; everything else comes from the portal. */

export const WORDS = {
  home: "Trang đầu",
  news: "Thông tin",
  services: "Dịch vụ công",
  help: "Hỗ trợ",
  menu: "Mục chính",
  busy: "Đang tải…",
  again: "Thử lại",
  close: "Đóng",
  copied: "Đã sao chép",
  notCopied: "Máy này không cho sao chép. Xin chạm giữ để chọn chữ.",
  lost: "Chưa kết nối được. Xin kiểm tra mạng rồi thử lại.",
  slow: "Trả lời quá lâu. Xin thử lại.",
  failed: "Hệ thống đang gặp lỗi. Xin thử lại sau ít phút.",
  gone: "Không còn nội dung này. Xin về trang đầu.",
  often: "Bạn thao tác hơi nhanh. Xin chờ một phút rồi thử lại.",
  barred: "Không mở được phần này.",
  large: "Nội dung gửi lên quá lớn. Xin gửi ảnh nhỏ hơn.",
  signIn: "Chưa đăng nhập được bằng Zalo. Các mục khác không cần đăng nhập.",
  elsewhere: "Đã sao chép địa chỉ. Xin dán vào trình duyệt để mở.",
  newer: "Phần này cần bản mới hơn của ứng dụng.",
};

/** The sentence for an answer that is not shown. */
export function said(status: number): string {
  if (status === 404 || status === 410) return WORDS.gone;
  if (status === 429) return WORDS.often;
  if (status === 413) return WORDS.large;
  return status >= 500 ? WORDS.failed : WORDS.barred;
}
