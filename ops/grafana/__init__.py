"""Dashboards for any Grafana: built here, checked in under dashboards/, provisioned from there."""
