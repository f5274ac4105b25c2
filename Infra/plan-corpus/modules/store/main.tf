resource "aws_s3_bucket" "this" {
  bucket = "donations-receipts"
}

resource "aws_kms_key" "this" {
  description             = "donations receipts"
  enable_key_rotation     = true
  rotation_period_in_days = 90
  deletion_window_in_days = 30
}
